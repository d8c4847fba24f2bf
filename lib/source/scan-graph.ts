import { FIELD } from "./graph-fields";
import {
  at,
  byteAt,
  code,
  expect,
  follow,
  isByte,
  move,
  NO,
  refuse,
  SKIP_BLANKS,
  SKIP_STRING,
} from "./scan-json";
import { FIRST_KEYS, KEY, KIND, SPANS } from "./scan-memory";

/** Where a field's text begins or ends, as WebAssembly text; 0 and 0 for null or none. */
export const from = (field: keyof typeof FIELD) => `(i32.load (i32.const ${SPANS + FIELD[field] * 8}))`;
export const to = (field: keyof typeof FIELD) => `(i32.load (i32.const ${SPANS + FIELD[field] * 8 + 4}))`;
/** The field is a text that is not empty, or a number or a word. */
export const has = (field: keyof typeof FIELD) => `(i32.gt_u ${to(field)} ${from(field)})`;

const loadOf = (offset: number, key: string) => `(i32.load offset=${offset} (local.get $${key}))`;

/** Whether `$next` stands here with its closing quote and colon: sixteen bytes at once, the rest where it is longer. */
const IS_NEXT = `
  (if (result i32)
      (i32.eq
        (i32.and
          (i8x16.bitmask (i8x16.eq (v128.load offset=${KEY.text} (local.get $next)) (v128.load ${at})))
          ${loadOf(KEY.mask, "next")})
        ${loadOf(KEY.mask, "next")})
    (then (if (result i32) (i32.le_u ${loadOf(KEY.length, "next")} (i32.const 16))
      (then (i32.const 1))
      (else (call $is_same
        (i32.add (local.get $next) (i32.const ${KEY.text + 16}))
        (i32.add ${at} (i32.const 16))
        (i32.sub ${loadOf(KEY.length, "next")} (i32.const 16))))))
    (else (i32.const 0)))`;

/**
 * Finds the fields of one sign-in in one pass. It decides nothing: whatever is not the ordinary case makes it refuse, and
 * the careful parser reads the record.
 */
export const GRAPH_TEXT = `
;; A bit per field: whether its key was there.
(global $met (mut i32) (i32.const 0))

(func $is_same (param $a i32) (param $b i32) (param $length i32) (result i32)
  (local $bits i32)
  (loop $more
    (local.set $bits (i8x16.bitmask (i8x16.eq (v128.load (local.get $a)) (v128.load (local.get $b)))))
    (if (i32.le_s (local.get $length) (i32.const 16)) (then
      (return (i32.eq
        (i32.and
          (i32.or (local.get $bits) (i32.shl (i32.const -1) (local.get $length)))
          (i32.const 0xffff))
        (i32.const 0xffff)))))
    (if (i32.ne (local.get $bits) (i32.const 0xffff)) (then (return (i32.const 0))))
    (local.set $a (i32.add (local.get $a) (i32.const 16)))
    (local.set $b (i32.add (local.get $b) (i32.const 16)))
    (local.set $length (i32.sub (local.get $length) (i32.const 16)))
    (br $more))
  (unreachable))

;; The key of a table that stands here up to its closing quote; 0 for none. A key that was left out this time is found
;; behind the likely one, and changes no likelihood.
(func $find_key (param $first i32) (param $before i32) (param $at i32) (result i32)
  (local $key i32) (local $tries i32)
  (local.set $key ${loadOf(KEY.follower, "before")})
  (local.set $tries (i32.const 4))
  (loop $near
    (local.set $key ${loadOf(KEY.follower, "key")})
    (if (call $is_key (local.get $key) ${at}) (then (return (local.get $key))))
    (local.set $tries (i32.sub (local.get $tries) (i32.const 1)))
    (br_if $near (local.get $tries)))
  (local.set $key (local.get $first))
  (loop $all
    (local.set $key (i32.add (local.get $key) (i32.const ${KEY.size})))
    (if (i32.eqz ${loadOf(KEY.length, "key")}) (then (return (i32.const 0))))
    (if (i32.eqz (call $is_key (local.get $key) ${at})) (then (br $all))))
  (i32.store offset=${KEY.follower} (local.get $before) (local.get $key))
  (local.get $key))

(func $is_key (param $key i32) (param $at i32) (result i32)
  (call $is_same
    (i32.add (local.get $key) (i32.const ${KEY.text}))
    ${at}
    (i32.sub ${loadOf(KEY.length, "key")} (i32.const 1))))

;; An object behind its bracket, whose keys must all be in the table behind \`$first\`.
(func $object (param $at i32) (param $first i32) (result i32)
  (local $key i32) (local $next i32) (local $kind i32) (local $field i32) (local $bit i32)
  (local $from i32) (local $byte i32) (local $bytes v128) (local $stops i32)
  (local.set $key (local.get $first))
  ${SKIP_BLANKS}
  (if ${isByte("}")} (then (return (i32.add ${at} (i32.const 1)))))
  (loop $pairs
    ${expect('"')}
    (local.set $next ${loadOf(KEY.follower, "key")})
    (if ${IS_NEXT}
      (then (local.set $at (i32.add ${at} ${loadOf(KEY.length, "next")})))
      (else
        (local.set $next (call $find_key (local.get $first) (local.get $key) ${at}))
        (if (i32.eqz (local.get $next)) (then ${refuse}))
        (local.set $at (i32.add ${at} (i32.sub ${loadOf(KEY.length, "next")} (i32.const 1))))
        ${SKIP_BLANKS}
        ${expect(":")}))
    (local.set $key (local.get $next))
    ${SKIP_BLANKS}
    (local.set $kind ${loadOf(KEY.kind, "key")})
    (if (i32.eq (local.get $kind) (i32.const ${KIND.any}))
      (then (if ${isByte('"')}
        (then ${move(1)} ${SKIP_STRING})
        (else ${follow(`(call $skip_value ${at} (i32.const 1))`)})))
      (else
        (local.set $field ${loadOf(KEY.field, "key")})
        ;; Of a key that comes twice the last one counts: the careful parser sees to that.
        (local.set $bit (i32.shl (i32.const 1) (local.get $field)))
        (if (i32.and (global.get $met) (local.get $bit)) (then ${refuse}))
        (global.set $met (i32.or (global.get $met) (local.get $bit)))
        (if (i32.and ${isByte('"')} (i32.eq (local.get $kind) (i32.const ${KIND.text})))
          (then
            ${move(1)}
            (local.set $from ${at})
            ${SKIP_STRING}
            (call $keep_span (local.get $field) (local.get $from) (i32.sub ${at} (i32.const 1))))
          (else ${follow(`(call $known_value ${at} (local.get $kind) (local.get $field))`)}))))
    ${SKIP_BLANKS}
    (local.set $byte ${byteAt})
    ${move(1)}
    (if (i32.eq (local.get $byte) ${code(",")}) (then ${SKIP_BLANKS} (br $pairs))))
  (if (i32.ne (local.get $byte) ${code("}")}) (then ${refuse}))
  ${at})

(func $keep_span (param $field i32) (param $from i32) (param $to i32)
  (local.set $field (i32.shl (local.get $field) (i32.const 3)))
  (i32.store offset=${SPANS} (local.get $field) (local.get $from))
  (i32.store offset=${SPANS + 4} (local.get $field) (local.get $to)))

(func $known_value (param $at i32) (param $kind i32) (param $field i32) (result i32)
  (local $from i32)
  (local.set $from ${at})
  (if ${isByte("n")} (then (return (call $skip_word ${at}))))
  (if (i32.ge_u (local.get $kind) (i32.const ${KIND.status})) (then
    ${expect("{")}
    (return (call $object ${at}
      (i32.load offset=${FIRST_KEYS} (i32.shl (local.get $kind) (i32.const 2)))))))
  (if (i32.eq (local.get $kind) (i32.const ${KIND.text})) (then ${refuse}))
  (local.set $at (call $scalar ${at} (local.get $kind)))
  (if (i32.ne ${at} ${NO}) (then (call $keep_span (local.get $field) (local.get $from) ${at})))
  ${at})

(func $scalar (param $at i32) (param $kind i32) (result i32)
  (local $length i32)
  (if (i32.eq (local.get $kind) (i32.const ${KIND.truth})) (then (return (call $skip_word ${at}))))
  (if (i32.eq (local.get $kind) (i32.const ${KIND.types})) (then
    (if (i32.eqz ${isByte("[")}) (then ${refuse}))
    (return (call $skip_value ${at} (i32.const 1)))))
  ;; A whole number that is written as JavaScript would write it again.
  (local.set $length (i32.sub (call $skip_digits ${at}) ${at}))
  (if (i32.gt_u (i32.sub (local.get $length) (i32.const 1)) (i32.const 14)) (then ${refuse}))
  (if (i32.and ${isByte("0")} (i32.gt_u (local.get $length) (i32.const 1))) (then ${refuse}))
  (local.set $at (i32.add ${at} (local.get $length)))
  (if (i32.or ${isByte(".")} (i32.eq (i32.or ${byteAt} (i32.const 32)) ${code("e")})) (then ${refuse}))
  ${at})

;; Reads the object at \`$at\`; returns where it ends.
(func $scan (param $at i32) (result i32)
  (memory.fill (i32.const ${SPANS}) (i32.const 0) (i32.const 256))
  (global.set $met (i32.const 0))
  ${expect("{")}
  (call $object ${at} (i32.load (i32.const ${FIRST_KEYS}))))
`;
