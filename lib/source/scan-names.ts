import {
  ARENA,
  ARENA_BYTES,
  FIRST_SLOTS,
  HEAD,
  HEADS,
  MOST_SLOTS,
  SEED,
  SLOT_BYTES,
  SLOTS,
  SPANS,
} from "./scan-memory";
import { CACHES } from "./scan-row";

const get = (local: string) => `(local.get $${local})`;
const plus = (local: string, bytes: number) =>
  `(local.set $${local} (i32.add ${get(local)} (i32.const ${bytes})))`;
const headOf = (place: number) => `(i32.load offset=${place} ${get("head")})`;
const setHead = (place: number, value: string) => `(i32.store offset=${place} ${get("head")} ${value})`;
const slotWord = (word: number) => `(i32.load offset=${word * 4} ${get("slot")})`;

/** `$head` of the cache `$cache`. */
const FIND_HEAD = `
  (local.set $head (i32.add (i32.const ${HEADS}) (i32.shl ${get("cache")} (i32.const 6))))`;

const FIRST_FIELD = `
  ${FIND_HEAD}
  (local.set $count ${headOf(0)})
  (local.set $field (i32.add ${get("head")} (i32.const 4)))`;

/** `$from` and `$length` of the next field of a key. */
const NEXT_FIELD = `
  (local.set $from (i32.load offset=${SPANS} (i32.shl (i32.load ${get("field")}) (i32.const 3))))
  (local.set $length (i32.sub
    (i32.load offset=${SPANS + 4} (i32.shl (i32.load ${get("field")}) (i32.const 3)))
    ${get("from")}))
  ${plus("field", 4)}`;

const FURTHER_FIELDS = `
  (local.set $count (i32.sub ${get("count")} (i32.const 1)))
  (br_if $fields ${get("count")})`;

const mix = (word: string) => `
  (local.set $hash (i64.mul
    (i64.xor (i64.rotl ${get("hash")} (i64.const 29)) ${word})
    (i64.const 0x9e3779b97f4a7c15)))`;

const extended = (value: string) => `(i64.extend_i32_u ${value})`;

/** `$slot` where a hash is looked for first, and the one after it. */
const FIRST_SLOT = `
  (local.set $place (i32.and (i32.shl ${get("code")} (i32.const 4)) ${headOf(HEAD.mask)}))
  (local.set $slot (i32.add ${headOf(HEAD.slots)} ${get("place")}))`;
const NEXT_SLOT = `
  (local.set $place (i32.and (i32.add ${get("place")} (i32.const ${SLOT_BYTES})) ${headOf(HEAD.mask)}))
  (local.set $slot (i32.add ${headOf(HEAD.slots)} ${get("place")}))`;

const FIELD_LOCALS = "(local $field i32) (local $count i32) (local $from i32) (local $length i32)";
const SLOT_LOCALS = "(local $head i32) (local $code i32) (local $place i32) (local $slot i32)";

/** The hash of a key, and whether it is the one that was kept. */
const KEYS_TEXT = `
(func $hash_of (param $cache i32) (param $extra i32) (result i32)
  ${FIELD_LOCALS} (local $head i32) (local $hash i64)
  (local.set $hash (i64.xor (i64.load (i32.const ${SEED})) ${extended(get("extra"))}))
  ${FIRST_FIELD}
  (loop $fields
    ${NEXT_FIELD}
    ${mix(extended(get("length")))}
    (block $done
      (loop $words
        (br_if $done (i32.lt_s ${get("length")} (i32.const 8)))
        ${mix(`(i64.load ${get("from")})`)}
        ${plus("from", 8)}
        ${plus("length", -8)}
        (br $words)))
    (if ${get("length")} (then
      ${mix(`(i64.and
        (i64.load ${get("from")})
        (i64.sub
          (i64.shl (i64.const 1) ${extended(`(i32.shl ${get("length")} (i32.const 3))`)})
          (i64.const 1)))`)}))
    ${FURTHER_FIELDS})
  (call $high ${get("hash")}))

(func $high (param $hash i64) (result i32)
  (i32.wrap_i64 (i64.shr_u
    (i64.mul (i64.xor ${get("hash")} (i64.shr_u ${get("hash")} (i64.const 32))) (i64.const 0xd6e8feb86659fd93))
    (i64.const 32))))

(func $is_kept (param $cache i32) (param $extra i32) (param $kept i32) (result i32)
  ${FIELD_LOCALS} (local $head i32)
  (if (i32.ne (i32.load ${get("kept")}) ${get("extra")}) (then (return (i32.const 0))))
  ${plus("kept", 4)}
  ${FIRST_FIELD}
  (loop $fields
    ${NEXT_FIELD}
    (if (i32.ne (i32.load ${get("kept")}) ${get("length")}) (then (return (i32.const 0))))
    ${plus("kept", 4)}
    (if (i32.eqz (call $is_same ${get("kept")} ${get("from")} ${get("length")})) (then (return (i32.const 0))))
    (local.set $kept (i32.add ${get("kept")} ${get("length")}))
    ${FURTHER_FIELDS})
  (i32.const 1))
`;

/** Tables that grow with what is kept in them: small ones stay in the processor's caches. */
const SLOTS_TEXT = `
(global $slots_end (mut i32) (i32.const ${SLOTS}))

;; Puts four numbers into a slot of their own, found by the last of them. 0 where there is no room left.
(func $insert (param $head i32) (param $first i32) (param $value i32) (param $third i32) (param $code i32) (result i32)
  (local $place i32) (local $slot i32) (local $size i32)
  (local.set $size (i32.add ${headOf(HEAD.size)} (i32.const 1)))
  (if (i32.gt_u (i32.shl ${get("size")} (i32.const 5)) ${headOf(HEAD.mask)})
    (then (call $grow ${get("head")})))
  ;; Four fifths of sixteen bytes a slot.
  (if (i32.gt_u (i32.mul ${get("size")} (i32.const 20)) ${headOf(HEAD.mask)})
    (then (return (i32.const 0))))
  ${setHead(HEAD.size, get("size"))}
  (call $put ${get("head")} ${get("first")} ${get("value")} ${get("third")} ${get("code")})
  (i32.const 1))

(func $put (param $head i32) (param $first i32) (param $value i32) (param $third i32) (param $code i32)
  (local $place i32) (local $slot i32)
  ${FIRST_SLOT}
  (block $free
    (loop $more
      (br_if $free (i32.eqz ${slotWord(2)}))
      ${NEXT_SLOT}
      (br $more)))
  (i32.store ${get("slot")} ${get("first")})
  (i32.store offset=4 ${get("slot")} ${get("value")})
  (i32.store offset=8 ${get("slot")} ${get("third")})
  (i32.store offset=12 ${get("slot")} ${get("code")}))

;; Twice as many slots, unless there are as many as may be.
(func $grow (param $head i32)
  (local $slot i32) (local $end i32) (local $bytes i32)
  (local.set $slot ${headOf(HEAD.slots)})
  (local.set $bytes (i32.add ${headOf(HEAD.mask)} (i32.const ${SLOT_BYTES})))
  (local.set $end (i32.add ${get("slot")} ${get("bytes")}))
  (local.set $bytes (i32.shl ${get("bytes")} (i32.const 1)))
  (if (i32.or
        (i32.gt_u ${get("bytes")} (i32.const ${MOST_SLOTS * SLOT_BYTES}))
        (i32.gt_u (i32.add (global.get $slots_end) ${get("bytes")}) (i32.const ${ARENA})))
    (then (return)))
  (call $take_slots ${get("head")} ${get("bytes")})
  (loop $more
    (if ${slotWord(2)} (then
      (call $put ${get("head")} ${[0, 1, 2, 3].map(slotWord).join(" ")})))
    ${plus("slot", SLOT_BYTES)}
    (br_if $more (i32.ne ${get("slot")} ${get("end")}))))

(func $take_slots (param $head i32) (param $bytes i32)
  ${setHead(HEAD.slots, "(global.get $slots_end)")}
  ${setHead(HEAD.mask, `(i32.sub ${get("bytes")} (i32.const ${SLOT_BYTES}))`)}
  (memory.fill (global.get $slots_end) (i32.const 0) ${get("bytes")})
  (global.set $slots_end (i32.add (global.get $slots_end) ${get("bytes")})))
`;

/**
 * Numbers by the bytes of some fields of a record: what the same bytes meant before. Two equal keys are equal byte for
 * byte; the hash only says where to look. `extra` belongs to the key. A pair is two such numbers: where many names are
 * combinations of few parts, the parts are looked up in small tables and the combination in one line of memory.
 */
export const NAMES_TEXT = `${KEYS_TEXT}${SLOTS_TEXT}
(global $arena_end (mut i32) (i32.const ${ARENA}))

;; What is remembered of these fields; -1 where nothing is.
(func $find (export "find") (param $cache i32) (param $extra i32) (result i32)
  ${SLOT_LOCALS}
  (local.set $code (call $hash_of ${get("cache")} ${get("extra")}))
  ${FIND_HEAD}
  ${FIRST_SLOT}
  (loop $more
    (if (i32.eqz ${slotWord(2)}) (then (return (i32.const -1))))
    (if (i32.eq ${slotWord(3)} ${get("code")}) (then
      (if (call $is_kept ${get("cache")} ${get("extra")} ${slotWord(2)}) (then (return ${slotWord(1)})))))
    ${NEXT_SLOT}
    (br $more))
  (unreachable))

;; Remembers a value. 0 where there is no room left: then everything must be forgotten.
(func $keep (export "keep") (param $cache i32) (param $extra i32) (param $value i32) (result i32)
  ${FIELD_LOCALS} (local $head i32) (local $kept i32)
  (local.set $kept (global.get $arena_end))
  (i32.store ${get("kept")} ${get("extra")})
  ${plus("kept", 4)}
  ${FIRST_FIELD}
  (loop $fields
    ${NEXT_FIELD}
    (if (i32.gt_u
          (i32.add ${get("kept")} (i32.add ${get("length")} (i32.const 8)))
          (i32.const ${ARENA + ARENA_BYTES}))
      (then (return (i32.const 0))))
    (i32.store ${get("kept")} ${get("length")})
    ${plus("kept", 4)}
    (memory.copy ${get("kept")} ${get("from")} ${get("length")})
    (local.set $kept (i32.add ${get("kept")} ${get("length")}))
    ${FURTHER_FIELDS})
  (if (i32.eqz (call $insert ${get("head")} (i32.const 0) ${get("value")} (global.get $arena_end)
        (call $hash_of ${get("cache")} ${get("extra")})))
    (then (return (i32.const 0))))
  (global.set $arena_end ${get("kept")})
  (i32.const 1))

;; The number of a part: that of the same bytes before, or the next; -1 where there is no room left.
(func $part (param $cache i32) (result i32)
  (local $head i32) (local $number i32)
  (local.set $number (call $find ${get("cache")} (i32.const 0)))
  (if (i32.ge_s ${get("number")} (i32.const 0)) (then (return ${get("number")})))
  ${FIND_HEAD}
  (local.set $number ${headOf(HEAD.size)})
  (if (result i32) (call $keep ${get("cache")} (i32.const 0) ${get("number")})
    (then ${get("number")})
    (else (i32.const -1))))

(func $pair_code (param $a i32) (param $b i32) (result i32)
  (local $hash i64)
  (local.set $hash (i64.load (i32.const ${SEED})))
  ${mix(extended(get("a")))}
  ${mix(extended(get("b")))}
  (call $high ${get("hash")}))

(func $find_pair (param $cache i32) (param $a i32) (param $b i32) (result i32)
  ${SLOT_LOCALS}
  ${FIND_HEAD}
  ${setHead(HEAD.pair, get("a"))}
  ${setHead(HEAD.pair + 4, get("b"))}
  (local.set $code (call $pair_code ${get("a")} ${get("b")}))
  ${FIRST_SLOT}
  (loop $more
    (if (i32.eqz ${slotWord(2)}) (then (return (i32.const -1))))
    (if (i32.eq ${slotWord(0)} ${get("a")}) (then
      (if (i32.eq ${slotWord(2)} (i32.add ${get("b")} (i32.const 1))) (then (return ${slotWord(1)})))))
    ${NEXT_SLOT}
    (br $more))
  (unreachable))

;; Remembers a value for the pair that was last looked for.
(func $keep_pair (export "keepPair") (param $cache i32) (param $value i32) (result i32)
  (local $head i32) (local $a i32) (local $b i32)
  ${FIND_HEAD}
  (local.set $a ${headOf(HEAD.pair)})
  (local.set $b ${headOf(HEAD.pair + 4)})
  (if (i32.lt_s (i32.or ${get("a")} ${get("b")}) (i32.const 0)) (then (return (i32.const 0))))
  (call $insert ${get("head")} ${get("a")} ${get("value")} (i32.add ${get("b")} (i32.const 1))
    (call $pair_code ${get("a")} ${get("b")})))

;; Forgets everything; a pair that was looked for is none any more, for its numbers mean nothing.
(func (export "forget")
  (local $head i32)
  (global.set $arena_end (i32.const ${ARENA}))
  (global.set $slots_end (i32.const ${SLOTS}))
  (local.set $head (i32.const ${HEADS}))
  (loop $more
    ${setHead(HEAD.size, "(i32.const 0)")}
    (if (i32.eqz ${headOf(0)}) (then
      ${setHead(HEAD.pair, "(i32.const -1)")}
      ${setHead(HEAD.pair + 4, "(i32.const -1)")}))
    (call $take_slots ${get("head")} (i32.const ${FIRST_SLOTS * SLOT_BYTES}))
    ${plus("head", 64)}
    (br_if $more (i32.ne ${get("head")} (i32.const ${HEADS + CACHES * 64})))))
`;
