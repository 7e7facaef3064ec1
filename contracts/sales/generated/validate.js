// Generated from contracts/sales/contract.json: do not edit; run `npx sluice contract generate sales`.
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
function isTimestamp(text) {
  return readIsoTimestamp(text) !== void 0;
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

var validate = validate20, schema31 = { $id: "sales", type: "object", additionalProperties: !1, required: ["sale_id", "country", "sold_at", "amount", "channel"], properties: { sale_id: { type: "string", format: "int64", formatMinimum: "1" }, country: { type: "string", pattern: "^[A-Z]{2}$" }, sold_at: { type: "string", format: "date-time" }, amount: { type: "string", format: "decimal", formatExclusiveMinimum: "0", pattern: "^-?(?:0|[1-9][0-9]{0,9})(?:\\.[0-9]{1,2})?$" }, channel: { type: ["string", "null"], enum: ["shop", "web", null] } } }, formats0 = { validate: isInt64, compare: compareInt64 }, formats3 = { validate: isTimestamp, compare: compareTimestamp }, formats5 = { validate: isDecimal, compare: compareDecimal }, pattern4 = new RegExp("^[A-Z]{2}$", "u"), pattern5 = new RegExp("^-?(?:0|[1-9][0-9]{0,9})(?:\\.[0-9]{1,2})?$", "u");
function validate20(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate20.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.sale_id === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "sale_id" }, message: "must have required property 'sale_id'" };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.country === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "country" }, message: "must have required property 'country'" };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.sold_at === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "sold_at" }, message: "must have required property 'sold_at'" };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.amount === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "amount" }, message: "must have required property 'amount'" };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    if (data.channel === void 0) {
      let err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "channel" }, message: "must have required property 'channel'" };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "sale_id" || key0 === "country" || key0 === "sold_at" || key0 === "amount" || key0 === "channel")) {
        let err5 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
    if (data.sale_id !== void 0) {
      let data0 = data.sale_id;
      if (typeof data0 == "string") {
        if (!formats0.validate(data0)) {
          let err6 = { instancePath: instancePath + "/sale_id", schemaPath: "#/properties/sale_id/format", keyword: "format", params: { format: "int64" }, message: 'must match format "int64"' };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
        if (formats0.compare(data0, "1") < 0) {
          let err7 = { instancePath: instancePath + "/sale_id", schemaPath: "#/properties/sale_id/formatMinimum", keyword: "formatMinimum", params: { comparison: ">=", limit: "1" }, message: "should be >= 1" };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      } else {
        let err8 = { instancePath: instancePath + "/sale_id", schemaPath: "#/properties/sale_id/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.country !== void 0) {
      let data1 = data.country;
      if (typeof data1 == "string") {
        if (!pattern4.test(data1)) {
          let err9 = { instancePath: instancePath + "/country", schemaPath: "#/properties/country/pattern", keyword: "pattern", params: { pattern: "^[A-Z]{2}$" }, message: 'must match pattern "^[A-Z]{2}$"' };
          vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
        }
      } else {
        let err10 = { instancePath: instancePath + "/country", schemaPath: "#/properties/country/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
    }
    if (data.sold_at !== void 0) {
      let data2 = data.sold_at;
      if (typeof data2 == "string") {
        if (!formats3.validate(data2)) {
          let err11 = { instancePath: instancePath + "/sold_at", schemaPath: "#/properties/sold_at/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
          vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
        }
      } else {
        let err12 = { instancePath: instancePath + "/sold_at", schemaPath: "#/properties/sold_at/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
      }
    }
    if (data.amount !== void 0) {
      let data3 = data.amount;
      if (typeof data3 == "string") {
        if (!pattern5.test(data3)) {
          let err13 = { instancePath: instancePath + "/amount", schemaPath: "#/properties/amount/pattern", keyword: "pattern", params: { pattern: "^-?(?:0|[1-9][0-9]{0,9})(?:\\.[0-9]{1,2})?$" }, message: 'must match pattern "^-?(?:0|[1-9][0-9]{0,9})(?:\\.[0-9]{1,2})?$"' };
          vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
        }
        if (!formats5.validate(data3)) {
          let err14 = { instancePath: instancePath + "/amount", schemaPath: "#/properties/amount/format", keyword: "format", params: { format: "decimal" }, message: 'must match format "decimal"' };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
        if (formats5.compare(data3, "0") <= 0) {
          let err15 = { instancePath: instancePath + "/amount", schemaPath: "#/properties/amount/formatExclusiveMinimum", keyword: "formatExclusiveMinimum", params: { comparison: ">", limit: "0" }, message: "should be > 0" };
          vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
        }
      } else {
        let err16 = { instancePath: instancePath + "/amount", schemaPath: "#/properties/amount/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
      }
    }
    if (data.channel !== void 0) {
      let data4 = data.channel;
      if (typeof data4 != "string" && data4 !== null) {
        let err17 = { instancePath: instancePath + "/channel", schemaPath: "#/properties/channel/type", keyword: "type", params: { type: schema31.properties.channel.type }, message: "must be string,null" };
        vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
      }
      if (!(data4 === "shop" || data4 === "web" || data4 === null)) {
        let err18 = { instancePath: instancePath + "/channel", schemaPath: "#/properties/channel/enum", keyword: "enum", params: { allowedValues: schema31.properties.channel.enum }, message: "must be equal to one of the allowed values" };
        vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
      }
    }
  } else {
    let err19 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
  }
  return validate20.errors = vErrors, errors === 0;
}
validate20.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
export {
  validate
};
