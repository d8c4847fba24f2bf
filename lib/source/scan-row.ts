import { from, has, to } from "./scan-graph";
import { code } from "./scan-json";
import { ROW } from "./scan-memory";

/** What `take` says of a record. */
export const SAID = { careful: 0, taken: 1, newNames: 2, newTypes: 3, newDate: 4 };
/**
 * The caches, by number: of names; `types` tells ordinary event types (1) from special ones; then the parts that
 * clients and details are pairs of.
 */
export const CACHE = {
  ...{ identity: 0, otherName: 1, origin: 2, client: 3, outcome: 4, place: 5, detail: 6, types: 7 },
  ...{ app: 8, agent: 9, resource: 10, device: 11 },
};
export const CACHES = 12;
/** The order of a row's entries. */
export const ENTRIES = ["origin", "identity", "client", "outcome", "place", "detail"] as const;

const get = (local: string) => `(local.get $${local})`;
const refuseUnless = (condition: string) => `(if (i32.eqz ${condition}) (then (return (i32.const 0))))`;
const byteOf = (offset: number) => `(i32.load8_u offset=${offset} ${get("at")})`;
const isByteOf = (offset: number, character: string) => `(i32.eq ${byteOf(offset)} ${code(character)})`;

/** Sixteen hex digits out of two overlapping loads, without the dashes between them. */
const DIGITS_OF_FIRST = "i8x16.shuffle 0 1 2 3 4 5 6 7 9 10 11 12 14 15 16 17";
const DIGITS_OF_SECOND = "i8x16.shuffle 0 1 2 3 5 6 7 8 9 10 11 12 13 14 15 31";
const splat = (byte: number) => `(i8x16.splat (i32.const ${byte}))`;

const constant = (number: number) => `(i32.const ${number})`;
const findIn = (cache: string, extra = constant(0)) => `(call $find ${cache} ${extra})`;
const partOf = (cache: number) => `(call $part ${constant(cache)})`;

const nameOf = (index: number, found: string) => `
  (local.set $entry ${found})
  (i32.store (i32.const ${ROW.entries + index * 4}) ${get("entry")})
  (local.set $all (i32.and ${get("all")} (i32.ge_s ${get("entry")} (i32.const 0))))`;

/** Makes a row of a sign-in: its time, keys and names as numbers. What is not ordinary is left to the careful parser. */
export const ROW_TEXT = `
;; The last date that was read, as its ten bytes.
(global $date_head (mut i64) (i64.const 0))
(global $date_tail (mut i32) (i32.const 0))

(func (export "take") (param $start i32) (param $end i32) (result i32)
  (local $types i32)
  ${refuseUnless(`(i32.eq (call $scan ${get("start")}) ${get("end")})`)}
  ${refuseUnless(has("errorCode"))}
  ${refuseUnless(has("isInteractive"))}
  (if ${has("servicePrincipalId")} (then (return (i32.const ${SAID.careful}))))
  ${refuseUnless(`(i32.or ${has("userPrincipalName")} ${has("ipAddress")})`)}
  (if ${has("signInEventTypes")} (then
    (local.set $types (call $find (i32.const ${CACHE.types}) (i32.const 0)))
    (if (i32.lt_s ${get("types")} (i32.const 0)) (then (return (i32.const ${SAID.newTypes}))))
    ${refuseUnless(`(i32.eq ${get("types")} (i32.const 1))`)}))
  ${refuseUnless(`(call $read_time ${from("createdDateTime")} ${to("createdDateTime")})`)}
  ${refuseUnless(`(call $read_uuid ${from("id")} ${to("id")} (i32.const ${ROW.key}))`)}
  (i32.store (i32.const ${ROW.isCorrelated}) ${has("correlationId")})
  (if ${has("correlationId")} (then
    ${refuseUnless(`(call $read_uuid ${from("correlationId")} ${to("correlationId")} (i32.const ${ROW.correlation}))`)}))
  (if (i32.or
        (i64.ne (i64.load ${from("createdDateTime")}) (global.get $date_head))
        (i32.ne (i32.load16_u offset=8 ${from("createdDateTime")}) (global.get $date_tail)))
    (then (return (i32.const ${SAID.newDate}))))
  (if (call $name_row (i32.eq (i32.load8_u ${from("isInteractive")}) ${code("t")}))
    (then (return (i32.const ${SAID.taken}))))
  (i32.const ${SAID.newNames}))

(func (export "keepDate")
  (global.set $date_head (i64.load ${from("createdDateTime")}))
  (global.set $date_tail (i32.load16_u offset=8 ${from("createdDateTime")})))

;; Two digits as a number; 255 where they are none.
(func $two (param $at i32) (result i32)
  (local $tens i32) (local $ones i32)
  (local.set $tens (i32.sub ${byteOf(0)} (i32.const 48)))
  (local.set $ones (i32.sub ${byteOf(1)} (i32.const 48)))
  (if (i32.or (i32.gt_u ${get("tens")} (i32.const 9)) (i32.gt_u ${get("ones")} (i32.const 9)))
    (then (return (i32.const 255))))
  (i32.add (i32.mul ${get("tens")} (i32.const 10)) ${get("ones")}))

;; \`2026-03-03T10:20:30.1234567Z\`, with 0 to 9 digits; any other form is read the careful way. The date is only known
;; to be one when it is that of the record before.
(func $read_time (param $at i32) (param $end i32) (result i32)
  (local $length i32) (local $hour i32) (local $minute i32) (local $second i32)
  (local.set $length (i32.sub ${get("end")} ${get("at")}))
  ${refuseUnless(`(i32.le_u (i32.sub ${get("length")} (i32.const 20)) (i32.const 10))`)}
  (local.set $hour (call $two (i32.add ${get("at")} (i32.const 11))))
  (local.set $minute (call $two (i32.add ${get("at")} (i32.const 14))))
  (local.set $second (call $two (i32.add ${get("at")} (i32.const 17))))
  ${refuseUnless(`(i32.and
    (i32.and ${isByteOf(10, "T")} (i32.and ${isByteOf(13, ":")} ${isByteOf(16, ":")}))
    (i32.and
      (i32.eq (i32.load8_u (i32.sub ${get("end")} (i32.const 1))) ${code("Z")})
      (i32.and
        (i32.lt_u ${get("hour")} (i32.const 24))
        (i32.and (i32.lt_u ${get("minute")} (i32.const 60)) (i32.lt_u ${get("second")} (i32.const 60))))))`)}
  (call $read_fraction
    (i32.add ${get("at")} (i32.const 19))
    (i32.sub ${get("end")} (i32.const 1))
    (i32.add
      (i32.mul (i32.add (i32.mul ${get("hour")} (i32.const 60)) ${get("minute")}) (i32.const 60))
      ${get("second")})))

;; Truncated to microseconds.
(func $read_fraction (param $at i32) (param $end i32) (param $seconds i32) (result i32)
  (local $micros i32) (local $worth i32) (local $digit i32) (local $from i32)
  (local.set $worth (i32.const 100000))
  (i32.store (i32.const ${ROW.digits}) (i32.const 0))
  (if (i32.ne ${get("at")} ${get("end")}) (then
    ${refuseUnless(isByteOf(0, "."))}
    (local.set $at (i32.add ${get("at")} (i32.const 1)))
    (local.set $from ${get("at")})
    ${refuseUnless(`(i32.ne ${get("at")} ${get("end")})`)}
    (loop $more
      (local.set $digit (i32.sub ${byteOf(0)} (i32.const 48)))
      ${refuseUnless(`(i32.le_u ${get("digit")} (i32.const 9))`)}
      (local.set $micros (i32.add ${get("micros")} (i32.mul ${get("digit")} ${get("worth")})))
      (local.set $worth (i32.div_u ${get("worth")} (i32.const 10)))
      (local.set $at (i32.add ${get("at")} (i32.const 1)))
      (br_if $more (i32.ne ${get("at")} ${get("end")})))
    (i32.store (i32.const ${ROW.digits}) (i32.sub ${get("end")} ${get("from")}))))
  (f64.store (i32.const ${ROW.micros}) (f64.add
    (f64.mul (f64.convert_i32_u ${get("seconds")}) (f64.const 1000000))
    (f64.convert_i32_u ${get("micros")})))
  (i32.const 1))

;; A UUID other than the one of zeros; other ids are hashed by the careful way.
(func $read_uuid (param $at i32) (param $end i32) (param $into i32) (result i32)
  (local $first v128) (local $second v128)
  ${refuseUnless(`(i32.eq (i32.sub ${get("end")} ${get("at")}) (i32.const 36))`)}
  ${refuseUnless(`(i32.and
    (i32.and ${isByteOf(8, "-")} ${isByteOf(13, "-")})
    (i32.and ${isByteOf(18, "-")} ${isByteOf(23, "-")}))`)}
  (local.set $first (call $nibbles
    (${DIGITS_OF_FIRST} (v128.load ${get("at")}) (v128.load offset=16 ${get("at")}))))
  (local.set $second (call $nibbles
    (${DIGITS_OF_SECOND} (v128.load offset=19 ${get("at")}) (v128.load offset=20 ${get("at")}))))
  ;; What is no hex digit has its highest bit set.
  ${refuseUnless(`(i32.eqz (i8x16.bitmask (v128.or ${get("first")} ${get("second")})))`)}
  ${refuseUnless(`(v128.any_true (v128.or ${get("first")} ${get("second")}))`)}
  (v128.store ${get("into")} (i8x16.narrow_i16x8_u (call $paired ${get("first")}) (call $paired ${get("second")})))
  (i32.const 1))

(func $nibbles (param $text v128) (result v128)
  (local $digit v128) (local $letter v128)
  (local.set $digit (i8x16.sub ${get("text")} ${splat(48)}))
  (local.set $letter (i8x16.sub (v128.or ${get("text")} ${splat(32)}) ${splat(97)}))
  (v128.bitselect
    ${get("digit")}
    (v128.bitselect
      (i8x16.add ${get("letter")} ${splat(10)})
      ${splat(255)}
      (i8x16.lt_u ${get("letter")} ${splat(6)}))
    (i8x16.lt_u ${get("digit")} ${splat(10)})))

;; Two nibbles each to a byte, in lanes of sixteen bits.
(func $paired (param $nibbles v128) (result v128)
  (v128.and
    (v128.or
      (i16x8.shl ${get("nibbles")} (i32.const 4))
      (i16x8.shr_u ${get("nibbles")} (i32.const 8)))
    (i16x8.splat (i32.const 255))))

;; Looks all six names up; whether each is known.
(func $name_row (param $interactive i32) (result i32)
  (local $entry i32) (local $all i32) (local $device i32)
  (local.set $all (i32.const 1))
  (local.set $device ${partOf(CACHE.device)})
  (if (i32.ge_s ${get("device")} (i32.const 0)) (then
    (local.set $device (i32.or (i32.shl ${get("device")} (i32.const 1)) ${get("interactive")}))))
  ${nameOf(0, findIn(constant(CACHE.origin)))}
  ${nameOf(1, findIn(`(i32.eqz ${has("userPrincipalName")})`))}
  ${nameOf(2, `(call $find_pair ${constant(CACHE.client)} ${partOf(CACHE.app)} ${partOf(CACHE.agent)})`)}
  ${nameOf(3, findIn(constant(CACHE.outcome), get("interactive")))}
  ${nameOf(4, findIn(constant(CACHE.place)))}
  ${nameOf(5, `(call $find_pair ${constant(CACHE.detail)} ${partOf(CACHE.resource)} ${get("device")})`)}
  ${get("all")})
`;
