// Generated from contracts/flights/contract.json: do not edit; run `npx sluice contract generate flights`.
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

var validate = validate20, schema31 = { $id: "flights", type: "object", additionalProperties: !1, required: ["year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time", "arr_delay", "carrier", "flight", "tailnum", "origin", "dest", "air_time", "distance", "hour", "minute", "time_hour"], properties: { year: { type: "integer", minimum: 1900, maximum: 2100 }, month: { type: "integer", minimum: 1, maximum: 12 }, day: { type: "integer", minimum: 1, maximum: 31 }, dep_time: { type: ["integer", "null"], minimum: 1, maximum: 2400 }, sched_dep_time: { type: "integer", minimum: 0, maximum: 2400 }, dep_delay: { type: ["integer", "null"], minimum: -200, maximum: 3e3 }, arr_time: { type: ["integer", "null"], minimum: 1, maximum: 2400 }, sched_arr_time: { type: "integer", minimum: 0, maximum: 2400 }, arr_delay: { type: ["integer", "null"], minimum: -200, maximum: 3e3 }, carrier: { type: "string", pattern: "^[A-Z0-9]{2}$" }, flight: { type: "integer", minimum: 1, maximum: 9999 }, tailnum: { type: ["string", "null"], maxLength: 10 }, origin: { type: "string", enum: ["EWR", "JFK", "LGA"] }, dest: { type: "string", pattern: "^[A-Z]{3}$" }, air_time: { type: ["integer", "null"], minimum: 0, maximum: 2e3 }, distance: { type: "integer", minimum: 0, maximum: 2e4 }, hour: { type: "integer", minimum: 0, maximum: 24 }, minute: { type: "integer", minimum: 0, maximum: 59 }, time_hour: { type: "string", format: "date-time" } } }, func1 = Object.prototype.hasOwnProperty, func2 = codePointLength, pattern4 = new RegExp("^[A-Z0-9]{2}$", "u"), pattern5 = new RegExp("^[A-Z]{3}$", "u"), formats0 = { validate: isTimestamp, compare: compareTimestamp };
function validate20(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate20.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.year === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "year" }, message: "must have required property 'year'" };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.month === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "month" }, message: "must have required property 'month'" };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.day === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "day" }, message: "must have required property 'day'" };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.dep_time === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "dep_time" }, message: "must have required property 'dep_time'" };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    if (data.sched_dep_time === void 0) {
      let err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "sched_dep_time" }, message: "must have required property 'sched_dep_time'" };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    if (data.dep_delay === void 0) {
      let err5 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "dep_delay" }, message: "must have required property 'dep_delay'" };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.arr_time === void 0) {
      let err6 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "arr_time" }, message: "must have required property 'arr_time'" };
      vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
    }
    if (data.sched_arr_time === void 0) {
      let err7 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "sched_arr_time" }, message: "must have required property 'sched_arr_time'" };
      vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
    }
    if (data.arr_delay === void 0) {
      let err8 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "arr_delay" }, message: "must have required property 'arr_delay'" };
      vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
    }
    if (data.carrier === void 0) {
      let err9 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "carrier" }, message: "must have required property 'carrier'" };
      vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
    }
    if (data.flight === void 0) {
      let err10 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "flight" }, message: "must have required property 'flight'" };
      vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
    }
    if (data.tailnum === void 0) {
      let err11 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "tailnum" }, message: "must have required property 'tailnum'" };
      vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
    }
    if (data.origin === void 0) {
      let err12 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "origin" }, message: "must have required property 'origin'" };
      vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
    }
    if (data.dest === void 0) {
      let err13 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "dest" }, message: "must have required property 'dest'" };
      vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
    }
    if (data.air_time === void 0) {
      let err14 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "air_time" }, message: "must have required property 'air_time'" };
      vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
    }
    if (data.distance === void 0) {
      let err15 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "distance" }, message: "must have required property 'distance'" };
      vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
    }
    if (data.hour === void 0) {
      let err16 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "hour" }, message: "must have required property 'hour'" };
      vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
    }
    if (data.minute === void 0) {
      let err17 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "minute" }, message: "must have required property 'minute'" };
      vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
    }
    if (data.time_hour === void 0) {
      let err18 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "time_hour" }, message: "must have required property 'time_hour'" };
      vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
    }
    for (let key0 in data)
      if (!func1.call(schema31.properties, key0)) {
        let err19 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
      }
    if (data.year !== void 0) {
      let data0 = data.year;
      if (!(typeof data0 == "number" && !(data0 % 1) && !isNaN(data0) && isFinite(data0))) {
        let err20 = { instancePath: instancePath + "/year", schemaPath: "#/properties/year/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
      }
      if (typeof data0 == "number" && isFinite(data0)) {
        if (data0 > 2100 || isNaN(data0)) {
          let err21 = { instancePath: instancePath + "/year", schemaPath: "#/properties/year/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2100 }, message: "must be <= 2100" };
          vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
        }
        if (data0 < 1900 || isNaN(data0)) {
          let err22 = { instancePath: instancePath + "/year", schemaPath: "#/properties/year/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1900 }, message: "must be >= 1900" };
          vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
        }
      }
    }
    if (data.month !== void 0) {
      let data1 = data.month;
      if (!(typeof data1 == "number" && !(data1 % 1) && !isNaN(data1) && isFinite(data1))) {
        let err23 = { instancePath: instancePath + "/month", schemaPath: "#/properties/month/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err23] : vErrors.push(err23), errors++;
      }
      if (typeof data1 == "number" && isFinite(data1)) {
        if (data1 > 12 || isNaN(data1)) {
          let err24 = { instancePath: instancePath + "/month", schemaPath: "#/properties/month/maximum", keyword: "maximum", params: { comparison: "<=", limit: 12 }, message: "must be <= 12" };
          vErrors === null ? vErrors = [err24] : vErrors.push(err24), errors++;
        }
        if (data1 < 1 || isNaN(data1)) {
          let err25 = { instancePath: instancePath + "/month", schemaPath: "#/properties/month/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
          vErrors === null ? vErrors = [err25] : vErrors.push(err25), errors++;
        }
      }
    }
    if (data.day !== void 0) {
      let data2 = data.day;
      if (!(typeof data2 == "number" && !(data2 % 1) && !isNaN(data2) && isFinite(data2))) {
        let err26 = { instancePath: instancePath + "/day", schemaPath: "#/properties/day/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err26] : vErrors.push(err26), errors++;
      }
      if (typeof data2 == "number" && isFinite(data2)) {
        if (data2 > 31 || isNaN(data2)) {
          let err27 = { instancePath: instancePath + "/day", schemaPath: "#/properties/day/maximum", keyword: "maximum", params: { comparison: "<=", limit: 31 }, message: "must be <= 31" };
          vErrors === null ? vErrors = [err27] : vErrors.push(err27), errors++;
        }
        if (data2 < 1 || isNaN(data2)) {
          let err28 = { instancePath: instancePath + "/day", schemaPath: "#/properties/day/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
          vErrors === null ? vErrors = [err28] : vErrors.push(err28), errors++;
        }
      }
    }
    if (data.dep_time !== void 0) {
      let data3 = data.dep_time;
      if (!(typeof data3 == "number" && !(data3 % 1) && !isNaN(data3) && isFinite(data3)) && data3 !== null) {
        let err29 = { instancePath: instancePath + "/dep_time", schemaPath: "#/properties/dep_time/type", keyword: "type", params: { type: schema31.properties.dep_time.type }, message: "must be integer,null" };
        vErrors === null ? vErrors = [err29] : vErrors.push(err29), errors++;
      }
      if (typeof data3 == "number" && isFinite(data3)) {
        if (data3 > 2400 || isNaN(data3)) {
          let err30 = { instancePath: instancePath + "/dep_time", schemaPath: "#/properties/dep_time/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2400 }, message: "must be <= 2400" };
          vErrors === null ? vErrors = [err30] : vErrors.push(err30), errors++;
        }
        if (data3 < 1 || isNaN(data3)) {
          let err31 = { instancePath: instancePath + "/dep_time", schemaPath: "#/properties/dep_time/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
          vErrors === null ? vErrors = [err31] : vErrors.push(err31), errors++;
        }
      }
    }
    if (data.sched_dep_time !== void 0) {
      let data4 = data.sched_dep_time;
      if (!(typeof data4 == "number" && !(data4 % 1) && !isNaN(data4) && isFinite(data4))) {
        let err32 = { instancePath: instancePath + "/sched_dep_time", schemaPath: "#/properties/sched_dep_time/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err32] : vErrors.push(err32), errors++;
      }
      if (typeof data4 == "number" && isFinite(data4)) {
        if (data4 > 2400 || isNaN(data4)) {
          let err33 = { instancePath: instancePath + "/sched_dep_time", schemaPath: "#/properties/sched_dep_time/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2400 }, message: "must be <= 2400" };
          vErrors === null ? vErrors = [err33] : vErrors.push(err33), errors++;
        }
        if (data4 < 0 || isNaN(data4)) {
          let err34 = { instancePath: instancePath + "/sched_dep_time", schemaPath: "#/properties/sched_dep_time/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          vErrors === null ? vErrors = [err34] : vErrors.push(err34), errors++;
        }
      }
    }
    if (data.dep_delay !== void 0) {
      let data5 = data.dep_delay;
      if (!(typeof data5 == "number" && !(data5 % 1) && !isNaN(data5) && isFinite(data5)) && data5 !== null) {
        let err35 = { instancePath: instancePath + "/dep_delay", schemaPath: "#/properties/dep_delay/type", keyword: "type", params: { type: schema31.properties.dep_delay.type }, message: "must be integer,null" };
        vErrors === null ? vErrors = [err35] : vErrors.push(err35), errors++;
      }
      if (typeof data5 == "number" && isFinite(data5)) {
        if (data5 > 3e3 || isNaN(data5)) {
          let err36 = { instancePath: instancePath + "/dep_delay", schemaPath: "#/properties/dep_delay/maximum", keyword: "maximum", params: { comparison: "<=", limit: 3e3 }, message: "must be <= 3000" };
          vErrors === null ? vErrors = [err36] : vErrors.push(err36), errors++;
        }
        if (data5 < -200 || isNaN(data5)) {
          let err37 = { instancePath: instancePath + "/dep_delay", schemaPath: "#/properties/dep_delay/minimum", keyword: "minimum", params: { comparison: ">=", limit: -200 }, message: "must be >= -200" };
          vErrors === null ? vErrors = [err37] : vErrors.push(err37), errors++;
        }
      }
    }
    if (data.arr_time !== void 0) {
      let data6 = data.arr_time;
      if (!(typeof data6 == "number" && !(data6 % 1) && !isNaN(data6) && isFinite(data6)) && data6 !== null) {
        let err38 = { instancePath: instancePath + "/arr_time", schemaPath: "#/properties/arr_time/type", keyword: "type", params: { type: schema31.properties.arr_time.type }, message: "must be integer,null" };
        vErrors === null ? vErrors = [err38] : vErrors.push(err38), errors++;
      }
      if (typeof data6 == "number" && isFinite(data6)) {
        if (data6 > 2400 || isNaN(data6)) {
          let err39 = { instancePath: instancePath + "/arr_time", schemaPath: "#/properties/arr_time/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2400 }, message: "must be <= 2400" };
          vErrors === null ? vErrors = [err39] : vErrors.push(err39), errors++;
        }
        if (data6 < 1 || isNaN(data6)) {
          let err40 = { instancePath: instancePath + "/arr_time", schemaPath: "#/properties/arr_time/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
          vErrors === null ? vErrors = [err40] : vErrors.push(err40), errors++;
        }
      }
    }
    if (data.sched_arr_time !== void 0) {
      let data7 = data.sched_arr_time;
      if (!(typeof data7 == "number" && !(data7 % 1) && !isNaN(data7) && isFinite(data7))) {
        let err41 = { instancePath: instancePath + "/sched_arr_time", schemaPath: "#/properties/sched_arr_time/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err41] : vErrors.push(err41), errors++;
      }
      if (typeof data7 == "number" && isFinite(data7)) {
        if (data7 > 2400 || isNaN(data7)) {
          let err42 = { instancePath: instancePath + "/sched_arr_time", schemaPath: "#/properties/sched_arr_time/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2400 }, message: "must be <= 2400" };
          vErrors === null ? vErrors = [err42] : vErrors.push(err42), errors++;
        }
        if (data7 < 0 || isNaN(data7)) {
          let err43 = { instancePath: instancePath + "/sched_arr_time", schemaPath: "#/properties/sched_arr_time/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          vErrors === null ? vErrors = [err43] : vErrors.push(err43), errors++;
        }
      }
    }
    if (data.arr_delay !== void 0) {
      let data8 = data.arr_delay;
      if (!(typeof data8 == "number" && !(data8 % 1) && !isNaN(data8) && isFinite(data8)) && data8 !== null) {
        let err44 = { instancePath: instancePath + "/arr_delay", schemaPath: "#/properties/arr_delay/type", keyword: "type", params: { type: schema31.properties.arr_delay.type }, message: "must be integer,null" };
        vErrors === null ? vErrors = [err44] : vErrors.push(err44), errors++;
      }
      if (typeof data8 == "number" && isFinite(data8)) {
        if (data8 > 3e3 || isNaN(data8)) {
          let err45 = { instancePath: instancePath + "/arr_delay", schemaPath: "#/properties/arr_delay/maximum", keyword: "maximum", params: { comparison: "<=", limit: 3e3 }, message: "must be <= 3000" };
          vErrors === null ? vErrors = [err45] : vErrors.push(err45), errors++;
        }
        if (data8 < -200 || isNaN(data8)) {
          let err46 = { instancePath: instancePath + "/arr_delay", schemaPath: "#/properties/arr_delay/minimum", keyword: "minimum", params: { comparison: ">=", limit: -200 }, message: "must be >= -200" };
          vErrors === null ? vErrors = [err46] : vErrors.push(err46), errors++;
        }
      }
    }
    if (data.carrier !== void 0) {
      let data9 = data.carrier;
      if (typeof data9 == "string") {
        if (!pattern4.test(data9)) {
          let err47 = { instancePath: instancePath + "/carrier", schemaPath: "#/properties/carrier/pattern", keyword: "pattern", params: { pattern: "^[A-Z0-9]{2}$" }, message: 'must match pattern "^[A-Z0-9]{2}$"' };
          vErrors === null ? vErrors = [err47] : vErrors.push(err47), errors++;
        }
      } else {
        let err48 = { instancePath: instancePath + "/carrier", schemaPath: "#/properties/carrier/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err48] : vErrors.push(err48), errors++;
      }
    }
    if (data.flight !== void 0) {
      let data10 = data.flight;
      if (!(typeof data10 == "number" && !(data10 % 1) && !isNaN(data10) && isFinite(data10))) {
        let err49 = { instancePath: instancePath + "/flight", schemaPath: "#/properties/flight/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err49] : vErrors.push(err49), errors++;
      }
      if (typeof data10 == "number" && isFinite(data10)) {
        if (data10 > 9999 || isNaN(data10)) {
          let err50 = { instancePath: instancePath + "/flight", schemaPath: "#/properties/flight/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9999 }, message: "must be <= 9999" };
          vErrors === null ? vErrors = [err50] : vErrors.push(err50), errors++;
        }
        if (data10 < 1 || isNaN(data10)) {
          let err51 = { instancePath: instancePath + "/flight", schemaPath: "#/properties/flight/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
          vErrors === null ? vErrors = [err51] : vErrors.push(err51), errors++;
        }
      }
    }
    if (data.tailnum !== void 0) {
      let data11 = data.tailnum;
      if (typeof data11 != "string" && data11 !== null) {
        let err52 = { instancePath: instancePath + "/tailnum", schemaPath: "#/properties/tailnum/type", keyword: "type", params: { type: schema31.properties.tailnum.type }, message: "must be string,null" };
        vErrors === null ? vErrors = [err52] : vErrors.push(err52), errors++;
      }
      if (typeof data11 == "string" && func2(data11) > 10) {
        let err53 = { instancePath: instancePath + "/tailnum", schemaPath: "#/properties/tailnum/maxLength", keyword: "maxLength", params: { limit: 10 }, message: "must NOT have more than 10 characters" };
        vErrors === null ? vErrors = [err53] : vErrors.push(err53), errors++;
      }
    }
    if (data.origin !== void 0) {
      let data12 = data.origin;
      if (typeof data12 != "string") {
        let err54 = { instancePath: instancePath + "/origin", schemaPath: "#/properties/origin/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err54] : vErrors.push(err54), errors++;
      }
      if (!(data12 === "EWR" || data12 === "JFK" || data12 === "LGA")) {
        let err55 = { instancePath: instancePath + "/origin", schemaPath: "#/properties/origin/enum", keyword: "enum", params: { allowedValues: schema31.properties.origin.enum }, message: "must be equal to one of the allowed values" };
        vErrors === null ? vErrors = [err55] : vErrors.push(err55), errors++;
      }
    }
    if (data.dest !== void 0) {
      let data13 = data.dest;
      if (typeof data13 == "string") {
        if (!pattern5.test(data13)) {
          let err56 = { instancePath: instancePath + "/dest", schemaPath: "#/properties/dest/pattern", keyword: "pattern", params: { pattern: "^[A-Z]{3}$" }, message: 'must match pattern "^[A-Z]{3}$"' };
          vErrors === null ? vErrors = [err56] : vErrors.push(err56), errors++;
        }
      } else {
        let err57 = { instancePath: instancePath + "/dest", schemaPath: "#/properties/dest/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err57] : vErrors.push(err57), errors++;
      }
    }
    if (data.air_time !== void 0) {
      let data14 = data.air_time;
      if (!(typeof data14 == "number" && !(data14 % 1) && !isNaN(data14) && isFinite(data14)) && data14 !== null) {
        let err58 = { instancePath: instancePath + "/air_time", schemaPath: "#/properties/air_time/type", keyword: "type", params: { type: schema31.properties.air_time.type }, message: "must be integer,null" };
        vErrors === null ? vErrors = [err58] : vErrors.push(err58), errors++;
      }
      if (typeof data14 == "number" && isFinite(data14)) {
        if (data14 > 2e3 || isNaN(data14)) {
          let err59 = { instancePath: instancePath + "/air_time", schemaPath: "#/properties/air_time/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2e3 }, message: "must be <= 2000" };
          vErrors === null ? vErrors = [err59] : vErrors.push(err59), errors++;
        }
        if (data14 < 0 || isNaN(data14)) {
          let err60 = { instancePath: instancePath + "/air_time", schemaPath: "#/properties/air_time/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          vErrors === null ? vErrors = [err60] : vErrors.push(err60), errors++;
        }
      }
    }
    if (data.distance !== void 0) {
      let data15 = data.distance;
      if (!(typeof data15 == "number" && !(data15 % 1) && !isNaN(data15) && isFinite(data15))) {
        let err61 = { instancePath: instancePath + "/distance", schemaPath: "#/properties/distance/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err61] : vErrors.push(err61), errors++;
      }
      if (typeof data15 == "number" && isFinite(data15)) {
        if (data15 > 2e4 || isNaN(data15)) {
          let err62 = { instancePath: instancePath + "/distance", schemaPath: "#/properties/distance/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2e4 }, message: "must be <= 20000" };
          vErrors === null ? vErrors = [err62] : vErrors.push(err62), errors++;
        }
        if (data15 < 0 || isNaN(data15)) {
          let err63 = { instancePath: instancePath + "/distance", schemaPath: "#/properties/distance/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          vErrors === null ? vErrors = [err63] : vErrors.push(err63), errors++;
        }
      }
    }
    if (data.hour !== void 0) {
      let data16 = data.hour;
      if (!(typeof data16 == "number" && !(data16 % 1) && !isNaN(data16) && isFinite(data16))) {
        let err64 = { instancePath: instancePath + "/hour", schemaPath: "#/properties/hour/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err64] : vErrors.push(err64), errors++;
      }
      if (typeof data16 == "number" && isFinite(data16)) {
        if (data16 > 24 || isNaN(data16)) {
          let err65 = { instancePath: instancePath + "/hour", schemaPath: "#/properties/hour/maximum", keyword: "maximum", params: { comparison: "<=", limit: 24 }, message: "must be <= 24" };
          vErrors === null ? vErrors = [err65] : vErrors.push(err65), errors++;
        }
        if (data16 < 0 || isNaN(data16)) {
          let err66 = { instancePath: instancePath + "/hour", schemaPath: "#/properties/hour/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          vErrors === null ? vErrors = [err66] : vErrors.push(err66), errors++;
        }
      }
    }
    if (data.minute !== void 0) {
      let data17 = data.minute;
      if (!(typeof data17 == "number" && !(data17 % 1) && !isNaN(data17) && isFinite(data17))) {
        let err67 = { instancePath: instancePath + "/minute", schemaPath: "#/properties/minute/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        vErrors === null ? vErrors = [err67] : vErrors.push(err67), errors++;
      }
      if (typeof data17 == "number" && isFinite(data17)) {
        if (data17 > 59 || isNaN(data17)) {
          let err68 = { instancePath: instancePath + "/minute", schemaPath: "#/properties/minute/maximum", keyword: "maximum", params: { comparison: "<=", limit: 59 }, message: "must be <= 59" };
          vErrors === null ? vErrors = [err68] : vErrors.push(err68), errors++;
        }
        if (data17 < 0 || isNaN(data17)) {
          let err69 = { instancePath: instancePath + "/minute", schemaPath: "#/properties/minute/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          vErrors === null ? vErrors = [err69] : vErrors.push(err69), errors++;
        }
      }
    }
    if (data.time_hour !== void 0) {
      let data18 = data.time_hour;
      if (typeof data18 == "string") {
        if (!formats0.validate(data18)) {
          let err70 = { instancePath: instancePath + "/time_hour", schemaPath: "#/properties/time_hour/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
          vErrors === null ? vErrors = [err70] : vErrors.push(err70), errors++;
        }
      } else {
        let err71 = { instancePath: instancePath + "/time_hour", schemaPath: "#/properties/time_hour/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        vErrors === null ? vErrors = [err71] : vErrors.push(err71), errors++;
      }
    }
  } else {
    let err72 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    vErrors === null ? vErrors = [err72] : vErrors.push(err72), errors++;
  }
  return validate20.errors = vErrors, errors === 0;
}
validate20.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
export {
  validate
};
