// Generated from contracts/baggage/contract.json: do not edit; run `npx sluice contract generate baggage`.
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

var validate = validate20, schema31 = { $id: "baggage", type: "object", additionalProperties: !1, required: ["bag_tag", "scanned_at", "hall", "belt", "weight_kg"], properties: { bag_tag: { type: "string", pattern: "^[0-9]{10}$" }, scanned_at: { type: "string", format: "date-time" }, hall: { type: "string", enum: ["north", "south"] }, belt: { type: "integer", minimum: 1, maximum: 99 }, weight_kg: { type: ["string", "null"], format: "decimal", formatMinimum: "0", pattern: "^-?(?:0|[1-9][0-9]{0,3})(?:\\.[0-9]{1,1})?$" } } }, pattern4 = new RegExp("^[0-9]{10}$", "u"), pattern5 = new RegExp("^-?(?:0|[1-9][0-9]{0,3})(?:\\.[0-9]{1,1})?$", "u"), formats0 = { validate: isTimestamp, compare: compareTimestamp }, formats2 = { validate: isDecimal, compare: compareDecimal };
function validate20(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate20.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.bag_tag === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bag_tag" }, message: "must have required property 'bag_tag'" };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.scanned_at === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "scanned_at" }, message: "must have required property 'scanned_at'" };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.hall === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "hall" }, message: "must have required property 'hall'" };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.belt === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "belt" }, message: "must have required property 'belt'" };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    if (data.weight_kg === void 0) {
      let err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "weight_kg" }, message: "must have required property 'weight_kg'" };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "bag_tag" || key0 === "scanned_at" || key0 === "hall" || key0 === "belt" || key0 === "weight_kg")) {
        let err5 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
    if (data.bag_tag !== void 0) {
      let data0 = data.bag_tag;
      if (typeof data0 == "string") {
        if (!pattern4.test(data0)) {
          let err6 = { instancePath: instancePath + "/bag_tag", schemaPath: "#/properties/bag_tag/pattern", keyword: "pattern", params: { pattern: "^[0-9]{10}$" }, message: 'must match pattern "^[0-9]{10}$"' };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
      } else {
        let err7 = { instancePath: instancePath + "/bag_tag", schemaPath: "#/properties/bag_tag/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
      }
    }
    if (data.scanned_at !== void 0) {
      let data1 = data.scanned_at;
      if (typeof data1 == "string") {
        if (!formats0.validate(data1)) {
          let err8 = { instancePath: instancePath + "/scanned_at", schemaPath: "#/properties/scanned_at/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
          vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
        }
      } else {
        let err9 = { instancePath: instancePath + "/scanned_at", schemaPath: "#/properties/scanned_at/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
    }
    if (data.hall !== void 0) {
      let data2 = data.hall;
      if (typeof data2 != "string") {
        let err10 = { instancePath: instancePath + "/hall", schemaPath: "#/properties/hall/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
      if (!(data2 === "north" || data2 === "south")) {
        let err11 = { instancePath: instancePath + "/hall", schemaPath: "#/properties/hall/enum", keyword: "enum", params: { allowedValues: schema31.properties.hall.enum }, message: "must be equal to one of the allowed values" };
        vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
      }
    }
    if (data.belt !== void 0) {
      let data3 = data.belt;
      if (!(typeof data3 == "number" && !(data3 % 1) && !isNaN(data3) && isFinite(data3))) {
        let err12 = { instancePath: instancePath + "/belt", schemaPath: "#/properties/belt/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
      }
      if (typeof data3 == "number" && isFinite(data3)) {
        if (data3 > 99 || isNaN(data3)) {
          let err13 = { instancePath: instancePath + "/belt", schemaPath: "#/properties/belt/maximum", keyword: "maximum", params: { comparison: "<=", limit: 99 }, message: "must be <= 99" };
          vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
        }
        if (data3 < 1 || isNaN(data3)) {
          let err14 = { instancePath: instancePath + "/belt", schemaPath: "#/properties/belt/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
      }
    }
    if (data.weight_kg !== void 0) {
      let data4 = data.weight_kg;
      if (typeof data4 != "string" && data4 !== null) {
        let err15 = { instancePath: instancePath + "/weight_kg", schemaPath: "#/properties/weight_kg/type", keyword: "type", params: { type: schema31.properties.weight_kg.type }, message: "must be string,null" };
        vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
      }
      if (typeof data4 == "string") {
        if (!pattern5.test(data4)) {
          let err16 = { instancePath: instancePath + "/weight_kg", schemaPath: "#/properties/weight_kg/pattern", keyword: "pattern", params: { pattern: "^-?(?:0|[1-9][0-9]{0,3})(?:\\.[0-9]{1,1})?$" }, message: 'must match pattern "^-?(?:0|[1-9][0-9]{0,3})(?:\\.[0-9]{1,1})?$"' };
          vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
        }
        if (!formats2.validate(data4)) {
          let err17 = { instancePath: instancePath + "/weight_kg", schemaPath: "#/properties/weight_kg/format", keyword: "format", params: { format: "decimal" }, message: 'must match format "decimal"' };
          vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
        }
        if (formats2.compare(data4, "0") < 0) {
          let err18 = { instancePath: instancePath + "/weight_kg", schemaPath: "#/properties/weight_kg/formatMinimum", keyword: "formatMinimum", params: { comparison: ">=", limit: "0" }, message: "should be >= 0" };
          vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
        }
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
