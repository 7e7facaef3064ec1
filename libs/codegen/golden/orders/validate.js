// Generated from contracts/orders/contract.json: do not edit; run `npx sluice contract generate orders`.
var LEXICAL = /^([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))$/, CANONICAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
function parseDecimal(text) {
  let match = LEXICAL.exec(text);
  if (match === null) return;
  let whole = (match[2] ?? "").replace(/^0+/, ""), fraction = trimEndZeros(match[3] ?? match[4] ?? "");
  if (whole.length + fraction.length > 1e3) return;
  let digits = BigInt(whole + fraction || "0");
  return { unscaled: match[1] === "-" ? -digits : digits, scale: fraction.length };
}
function isDecimal(text) {
  return CANONICAL.test(text);
}
function compareDecimal(left, right) {
  let a = parseDecimal(left), b = parseDecimal(right);
  if (a === void 0 || b === void 0) return;
  let scale = Math.max(a.scale, b.scale), x = a.unscaled * 10n ** BigInt(scale - a.scale), y = b.unscaled * 10n ** BigInt(scale - b.scale);
  return x < y ? -1 : x > y ? 1 : 0;
}
function trimEndZeros(digits) {
  let end = digits.length;
  for (; end > 0 && digits.charCodeAt(end - 1) === 48; ) end -= 1;
  return digits.slice(0, end);
}

var TOKENS = {
  yyyy: "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})",
  MM: "(?:0[1-9]|1[0-2])",
  dd: "(?:0[1-9]|[12][0-9]|3[01])",
  HH: "(?:[01][0-9]|2[0-3])",
  mm: "[0-5][0-9]",
  ss: "[0-5][0-9]",
  SSS: "[0-9]{3}"
}, ISO = "iso", ISO_DATE = "yyyy-MM-dd", LITERALS = " -/.:,_TZ", ISO_GUARD = `${TOKENS.yyyy}-${TOKENS.MM}-${TOKENS.dd}[T ]${TOKENS.HH}:${TOKENS.mm}:${TOKENS.ss}(?:\\.[0-9]{1,6})?Z`, DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
function parseFormat(format, kind) {
  let parts = [], seen = /* @__PURE__ */ new Set();
  for (let at = 0; at < format.length; ) {
    let token = ["yyyy", "SSS", "MM", "dd", "HH", "mm", "ss"].find((name) => format.startsWith(name, at));
    if (token !== void 0) {
      if (seen.has(token)) return `token ${token} appears twice`;
      seen.add(token), parts.push({ token }), at += token.length;
      continue;
    }
    let literal = format.charAt(at);
    if (!LITERALS.includes(literal)) return `character "${literal}" is neither part of a token (yyyy MM dd HH mm ss SSS) nor a literal`;
    parts.push({ literal }), at += 1;
  }
  for (let token of ["yyyy", "MM", "dd"]) if (!seen.has(token)) return `token ${token} is missing`;
  let time = ["HH", "mm", "ss", "SSS"].filter((token) => seen.has(token));
  if (kind === "date" && time.length > 0) return `a date has no ${time[0]}`;
  if (kind === "timestamp" && !seen.has("HH")) return "token HH is missing";
  for (let [finer, coarser] of [
    ["mm", "HH"],
    ["ss", "mm"],
    ["SSS", "ss"]
  ])
    if (seen.has(finer) && !seen.has(coarser)) return `token ${finer} needs ${coarser}`;
  return parts;
}
function temporalGuard(format, kind) {
  if (format === ISO) return kind === "timestamp" ? ISO_GUARD : temporalGuard(ISO_DATE, kind);
  let parts = parseFormat(format, kind);
  if (typeof parts == "string") throw new RangeError(`format "${format}": ${parts}`);
  return parts.map((part) => "token" in part ? TOKENS[part.token] : part.literal === "." ? "\\." : part.literal).join("");
}
function isRealDay(year, month, day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return !1;
  let leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (DAYS[month - 1] ?? 0) + (leap ? 1 : 0);
}
function temporalReader(format, kind) {
  let guard = new RegExp(`^(?:${temporalGuard(format, kind)})$`, "u"), offsets = offsetsOf(format, kind);
  return (text) => {
    if (!guard.test(text)) return;
    let at = (token, width) => {
      let from = offsets[token];
      return from === void 0 ? "0".repeat(width) : text.slice(from, from + width);
    }, [yyyy, month, dd] = [at("yyyy", 4), at("MM", 2), at("dd", 2)];
    if (!isRealDay(Number(yyyy), Number(month), Number(dd))) return;
    let day = `${yyyy}-${month}-${dd}`;
    if (kind === "date") return day;
    let fraction = format === ISO ? text.slice(20, -1) : at("SSS", 3);
    return `${day}T${at("HH", 2)}:${at("mm", 2)}:${at("ss", 2)}.${fraction.padEnd(6, "0")}Z`;
  };
}
var readIsoDate = temporalReader(ISO_DATE, "date"), readIsoTimestamp = temporalReader(ISO, "timestamp");
function isDate(text) {
  return readIsoDate(text) !== void 0;
}
function isTimestamp(text) {
  return readIsoTimestamp(text) !== void 0;
}
function compareDate(left, right) {
  if (!(!isDate(left) || !isDate(right)))
    return left < right ? -1 : left > right ? 1 : 0;
}
function compareTimestamp(left, right) {
  let [a, b] = [readIsoTimestamp(left), readIsoTimestamp(right)];
  if (!(a === void 0 || b === void 0))
    return a < b ? -1 : a > b ? 1 : 0;
}
function offsetsOf(format, kind) {
  if (format === ISO && kind === "timestamp") return { yyyy: 0, MM: 5, dd: 8, HH: 11, mm: 14, ss: 17 };
  let parts = parseFormat(format === ISO ? ISO_DATE : format, kind), offsets = {}, at = 0;
  for (let part of typeof parts == "string" ? [] : parts)
    "token" in part && (offsets[part.token] = at), at += "token" in part ? part.token.length : 1;
  return offsets;
}

var INT64_MINIMUM = -(2n ** 63n), INT64_MAXIMUM = 2n ** 63n - 1n, LEXICAL2 = /^[+-]?[0-9]+$/, CANONICAL2 = /^(?:0|-?[1-9][0-9]*)$/, LEADING_ZEROS = /^([+-]?)0+(?=[0-9])/;
function parseInt64(text) {
  if (!LEXICAL2.test(text)) return;
  let stripped = text.replace(LEADING_ZEROS, "$1");
  if (stripped.length > 20) return;
  let value = BigInt(stripped.startsWith("+") ? stripped.slice(1) : stripped);
  return value >= INT64_MINIMUM && value <= INT64_MAXIMUM ? value : void 0;
}
function isInt64(text) {
  return text.length <= 20 && CANONICAL2.test(text) && parseInt64(text) !== void 0;
}
function compareInt64(left, right) {
  let a = parseInt64(left), b = parseInt64(right);
  if (!(a === void 0 || b === void 0))
    return a < b ? -1 : a > b ? 1 : 0;
}

function codePointLength(text) {
  let length = text.length;
  for (let at = 1; at < text.length; at += 1)
    isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1)) && (length -= 1);
  return length;
}
function isHigh(unit) {
  return unit >= 55296 && unit <= 56319;
}
function isLow(unit) {
  return unit >= 56320 && unit <= 57343;
}

var validate = validate20, schema31 = { $id: "orders", type: "object", additionalProperties: !1, required: ["order_id", "placed_at", "country", "amount", "items", "note", "paid", "rate", "due", "state", "visits"], properties: { order_id: { type: "string", format: "int64" }, placed_at: { type: "string", format: "date-time" }, country: { type: "string", pattern: "^[A-Z]{2}$" }, amount: { type: "string", format: "decimal", formatMaximum: "1000", formatExclusiveMinimum: "0", pattern: "^-?(?:0|[1-9][0-9]{0,7})(?:\\.[0-9]{1,2})?$" }, items: { type: "integer", minimum: 1, maximum: 2147483647 }, note: { type: ["string", "null"], maxLength: 20 }, paid: { type: "boolean" }, rate: { type: ["number", "null"], minimum: 0.5, multipleOf: 0.25 }, due: { type: ["string", "null"], format: "date", formatMinimum: "2020-01-01" }, state: { type: ["string", "null"], enum: ["open", "shipped", null] }, visits: { type: "integer", maximum: 1e6, minimum: -9007199254740991 } } }, func1 = Object.prototype.hasOwnProperty, func2 = codePointLength, formats0 = { validate: isInt64, compare: compareInt64 }, formats2 = { validate: isTimestamp, compare: compareTimestamp }, formats4 = { validate: isDecimal, compare: compareDecimal }, formats8 = { validate: isDate, compare: compareDate }, pattern4 = new RegExp("^[A-Z]{2}$", "u"), pattern5 = new RegExp("^-?(?:0|[1-9][0-9]{0,7})(?:\\.[0-9]{1,2})?$", "u");
function validate20(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate20.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.order_id === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "order_id" }, message: "must have required property 'order_id'" };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.placed_at === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "placed_at" }, message: "must have required property 'placed_at'" };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.country === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "country" }, message: "must have required property 'country'" };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.amount === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "amount" }, message: "must have required property 'amount'" };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    if (data.items === void 0) {
      let err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "items" }, message: "must have required property 'items'" };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    if (data.note === void 0) {
      let err5 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "note" }, message: "must have required property 'note'" };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.paid === void 0) {
      let err6 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "paid" }, message: "must have required property 'paid'" };
      vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
    }
    if (data.rate === void 0) {
      let err7 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "rate" }, message: "must have required property 'rate'" };
      vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
    }
    if (data.due === void 0) {
      let err8 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "due" }, message: "must have required property 'due'" };
      vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
    }
    if (data.state === void 0) {
      let err9 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "state" }, message: "must have required property 'state'" };
      vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
    }
    if (data.visits === void 0) {
      let err10 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "visits" }, message: "must have required property 'visits'" };
      vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
    }
    for (let key0 in data)
      if (!func1.call(schema31.properties, key0)) {
        let err11 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
      }
    if (data.order_id !== void 0) {
      let data0 = data.order_id;
      if (typeof data0 == "string") {
        if (!formats0.validate(data0)) {
          let err12 = { instancePath: instancePath + "/order_id", schemaPath: "#/properties/order_id/format", keyword: "format", params: { format: "int64" }, message: 'must match format "int64"' };
          vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
        }
      } else {
        let err13 = { instancePath: instancePath + "/order_id", schemaPath: "#/properties/order_id/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
      }
    }
    if (data.placed_at !== void 0) {
      let data1 = data.placed_at;
      if (typeof data1 == "string") {
        if (!formats2.validate(data1)) {
          let err14 = { instancePath: instancePath + "/placed_at", schemaPath: "#/properties/placed_at/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
      } else {
        let err15 = { instancePath: instancePath + "/placed_at", schemaPath: "#/properties/placed_at/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
      }
    }
    if (data.country !== void 0) {
      let data2 = data.country;
      if (typeof data2 == "string") {
        if (!pattern4.test(data2)) {
          let err16 = { instancePath: instancePath + "/country", schemaPath: "#/properties/country/pattern", keyword: "pattern", params: { pattern: "^[A-Z]{2}$" }, message: 'must match pattern "^[A-Z]{2}$"' };
          vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
        }
      } else {
        let err17 = { instancePath: instancePath + "/country", schemaPath: "#/properties/country/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
      }
    }
    if (data.amount !== void 0) {
      let data3 = data.amount;
      if (typeof data3 == "string") {
        if (!pattern5.test(data3)) {
          let err18 = { instancePath: instancePath + "/amount", schemaPath: "#/properties/amount/pattern", keyword: "pattern", params: { pattern: "^-?(?:0|[1-9][0-9]{0,7})(?:\\.[0-9]{1,2})?$" }, message: 'must match pattern "^-?(?:0|[1-9][0-9]{0,7})(?:\\.[0-9]{1,2})?$"' };
          vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
        }
        if (!formats4.validate(data3)) {
          let err19 = { instancePath: instancePath + "/amount", schemaPath: "#/properties/amount/format", keyword: "format", params: { format: "decimal" }, message: 'must match format "decimal"' };
          vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
        }
        if (formats4.compare(data3, "1000") > 0) {
          let err20 = { instancePath: instancePath + "/amount", schemaPath: "#/properties/amount/formatMaximum", keyword: "formatMaximum", params: { comparison: "<=", limit: "1000" }, message: "should be <= 1000" };
          vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
        }
        if (formats4.compare(data3, "0") <= 0) {
          let err21 = { instancePath: instancePath + "/amount", schemaPath: "#/properties/amount/formatExclusiveMinimum", keyword: "formatExclusiveMinimum", params: { comparison: ">", limit: "0" }, message: "should be > 0" };
          vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
        }
      } else {
        let err22 = { instancePath: instancePath + "/amount", schemaPath: "#/properties/amount/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
      }
    }
    if (data.items !== void 0) {
      let data4 = data.items;
      if (!(typeof data4 == "number" && !(data4 % 1) && !isNaN(data4) && isFinite(data4))) {
        let err23 = { instancePath: instancePath + "/items", schemaPath: "#/properties/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err23] : vErrors.push(err23), errors++;
      }
      if (typeof data4 == "number" && isFinite(data4)) {
        if (data4 > 2147483647 || isNaN(data4)) {
          let err24 = { instancePath: instancePath + "/items", schemaPath: "#/properties/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647" };
          vErrors === null ? vErrors = [err24] : vErrors.push(err24), errors++;
        }
        if (data4 < 1 || isNaN(data4)) {
          let err25 = { instancePath: instancePath + "/items", schemaPath: "#/properties/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
          vErrors === null ? vErrors = [err25] : vErrors.push(err25), errors++;
        }
      }
    }
    if (data.note !== void 0) {
      let data5 = data.note;
      if (typeof data5 != "string" && data5 !== null) {
        let err26 = { instancePath: instancePath + "/note", schemaPath: "#/properties/note/type", keyword: "type", params: { type: schema31.properties.note.type }, message: "must be string,null" };
        vErrors === null ? vErrors = [err26] : vErrors.push(err26), errors++;
      }
      if (typeof data5 == "string" && func2(data5) > 20) {
        let err27 = { instancePath: instancePath + "/note", schemaPath: "#/properties/note/maxLength", keyword: "maxLength", params: { limit: 20 }, message: "must NOT have more than 20 characters" };
        vErrors === null ? vErrors = [err27] : vErrors.push(err27), errors++;
      }
    }
    if (data.paid !== void 0 && typeof data.paid != "boolean") {
      let err28 = { instancePath: instancePath + "/paid", schemaPath: "#/properties/paid/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      vErrors === null ? vErrors = [err28] : vErrors.push(err28), errors++;
    }
    if (data.rate !== void 0) {
      let data7 = data.rate;
      if (!(typeof data7 == "number" && isFinite(data7)) && data7 !== null) {
        let err29 = { instancePath: instancePath + "/rate", schemaPath: "#/properties/rate/type", keyword: "type", params: { type: schema31.properties.rate.type }, message: "must be number,null" };
        vErrors === null ? vErrors = [err29] : vErrors.push(err29), errors++;
      }
      if (typeof data7 == "number" && isFinite(data7)) {
        if (data7 < 0.5 || isNaN(data7)) {
          let err30 = { instancePath: instancePath + "/rate", schemaPath: "#/properties/rate/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0.5 }, message: "must be >= 0.5" };
          vErrors === null ? vErrors = [err30] : vErrors.push(err30), errors++;
        }
        if (data7 % 0.25 !== 0) {
          let err31 = { instancePath: instancePath + "/rate", schemaPath: "#/properties/rate/multipleOf", keyword: "multipleOf", params: { multipleOf: 0.25 }, message: "must be multiple of 0.25" };
          vErrors === null ? vErrors = [err31] : vErrors.push(err31), errors++;
        }
      }
    }
    if (data.due !== void 0) {
      let data8 = data.due;
      if (typeof data8 != "string" && data8 !== null) {
        let err32 = { instancePath: instancePath + "/due", schemaPath: "#/properties/due/type", keyword: "type", params: { type: schema31.properties.due.type }, message: "must be string,null" };
        vErrors === null ? vErrors = [err32] : vErrors.push(err32), errors++;
      }
      if (typeof data8 == "string") {
        if (!formats8.validate(data8)) {
          let err33 = { instancePath: instancePath + "/due", schemaPath: "#/properties/due/format", keyword: "format", params: { format: "date" }, message: 'must match format "date"' };
          vErrors === null ? vErrors = [err33] : vErrors.push(err33), errors++;
        }
        if (formats8.compare(data8, "2020-01-01") < 0) {
          let err34 = { instancePath: instancePath + "/due", schemaPath: "#/properties/due/formatMinimum", keyword: "formatMinimum", params: { comparison: ">=", limit: "2020-01-01" }, message: "should be >= 2020-01-01" };
          vErrors === null ? vErrors = [err34] : vErrors.push(err34), errors++;
        }
      }
    }
    if (data.state !== void 0) {
      let data9 = data.state;
      if (typeof data9 != "string" && data9 !== null) {
        let err35 = { instancePath: instancePath + "/state", schemaPath: "#/properties/state/type", keyword: "type", params: { type: schema31.properties.state.type }, message: "must be string,null" };
        vErrors === null ? vErrors = [err35] : vErrors.push(err35), errors++;
      }
      if (!(data9 === "open" || data9 === "shipped" || data9 === null)) {
        let err36 = { instancePath: instancePath + "/state", schemaPath: "#/properties/state/enum", keyword: "enum", params: { allowedValues: schema31.properties.state.enum }, message: "must be equal to one of the allowed values" };
        vErrors === null ? vErrors = [err36] : vErrors.push(err36), errors++;
      }
    }
    if (data.visits !== void 0) {
      let data10 = data.visits;
      if (!(typeof data10 == "number" && !(data10 % 1) && !isNaN(data10) && isFinite(data10))) {
        let err37 = { instancePath: instancePath + "/visits", schemaPath: "#/properties/visits/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err37] : vErrors.push(err37), errors++;
      }
      if (typeof data10 == "number" && isFinite(data10)) {
        if (data10 > 1e6 || isNaN(data10)) {
          let err38 = { instancePath: instancePath + "/visits", schemaPath: "#/properties/visits/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e6 }, message: "must be <= 1000000" };
          vErrors === null ? vErrors = [err38] : vErrors.push(err38), errors++;
        }
        if (data10 < -9007199254740991 || isNaN(data10)) {
          let err39 = { instancePath: instancePath + "/visits", schemaPath: "#/properties/visits/minimum", keyword: "minimum", params: { comparison: ">=", limit: -9007199254740991 }, message: "must be >= -9007199254740991" };
          vErrors === null ? vErrors = [err39] : vErrors.push(err39), errors++;
        }
      }
    }
  } else {
    let err40 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    vErrors === null ? vErrors = [err40] : vErrors.push(err40), errors++;
  }
  return validate20.errors = vErrors, errors === 0;
}
validate20.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
export {
  validate
};
