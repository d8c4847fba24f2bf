import { ARENA, ARENA_BYTES, CACHE_FIELDS, SLOT_BYTES, SLOTS, SLOTS_PER_CACHE, SPANS } from "./scan-memory";

/** Slots looked at before a key counts as not found: whoever makes hashes collide wins no more than this. */
const MOST_PROBES = 16;

const get = (local: string) => `(local.get $${local})`;
const plus = (local: string, bytes: number) =>
  `(local.set $${local} (i32.add ${get(local)} (i32.const ${bytes})))`;

/** `$from` and `$length` of the next field of a key; moves `$field` on. */
const NEXT_FIELD = `
  (local.set $from (i32.load offset=${SPANS} (i32.shl (i32.load ${get("field")}) (i32.const 3))))
  (local.set $length (i32.sub
    (i32.load offset=${SPANS + 4} (i32.shl (i32.load ${get("field")}) (i32.const 3)))
    ${get("from")}))
  ${plus("field", 4)}`;

const FIRST_FIELD = `
  (local.set $field (i32.add (i32.const ${CACHE_FIELDS}) (i32.shl ${get("cache")} (i32.const 6))))
  (local.set $count (i32.load ${get("field")}))
  ${plus("field", 4)}`;

const AGAIN = (label: string) => `
  (local.set $count (i32.sub ${get("count")} (i32.const 1)))
  (br_if $${label} ${get("count")})`;

const mix = (word: string) => `
  (local.set $hash (i64.mul
    (i64.xor (i64.rotl ${get("hash")} (i64.const 29)) ${word})
    (i64.const 0x9e3779b97f4a7c15)))`;

const SLOT_OF_HASH = `
  (local.set $slot (i32.add
    (i32.mul ${get("cache")} (i32.const ${SLOTS_PER_CACHE * SLOT_BYTES}))
    (i32.and
      (i32.wrap_i64 (i64.shr_u ${get("hash")} (i64.const 32)))
      (i32.const ${(SLOTS_PER_CACHE - 1) * SLOT_BYTES}))))`;

/** The next slot, round at the end of the cache's own part. */
const NEXT_SLOT = `
  (local.set $slot (i32.or
    (i32.and ${get("slot")} (i32.const ${-SLOTS_PER_CACHE * SLOT_BYTES}))
    (i32.and
      (i32.add ${get("slot")} (i32.const ${SLOT_BYTES}))
      (i32.const ${(SLOTS_PER_CACHE - 1) * SLOT_BYTES}))))
  (local.set $probes (i32.sub ${get("probes")} (i32.const 1)))`;

const LOCALS = `(local $field i32) (local $count i32) (local $from i32) (local $length i32)
  (local $hash i64) (local $slot i32) (local $probes i32)`;

/**
 * Numbers by the bytes of some fields of a record: what the same bytes meant before. Two equal keys are equal byte for
 * byte; the hash only says where to look. \`extra\` belongs to the key.
 */
export const NAMES_TEXT = `
(global $arena_end (mut i32) (i32.const ${ARENA}))

(func $hash_of (param $cache i32) (param $extra i32) (result i64)
  ${LOCALS}
  (local.set $hash (i64.extend_i32_u ${get("extra")}))
  ${FIRST_FIELD}
  (loop $fields
    ${NEXT_FIELD}
    ${mix(`(i64.extend_i32_u ${get("length")})`)}
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
          (i64.shl (i64.const 1) (i64.extend_i32_u (i32.shl ${get("length")} (i32.const 3))))
          (i64.const 1)))`)}))
    ${AGAIN("fields")})
  (i64.xor ${get("hash")} (i64.shr_u ${get("hash")} (i64.const 29))))

;; What is remembered of these fields; -1 where nothing is.
(func $find (export "find") (param $cache i32) (param $extra i32) (result i32)
  ${LOCALS}
  (local.set $hash (call $hash_of ${get("cache")} ${get("extra")}))
  ${SLOT_OF_HASH}
  (local.set $probes (i32.const ${MOST_PROBES}))
  (loop $more
    (if (i32.eqz (i32.load offset=${SLOTS + 8} ${get("slot")})) (then (return (i32.const -1))))
    (if (i32.eq (i32.load offset=${SLOTS} ${get("slot")}) (i32.wrap_i64 ${get("hash")})) (then
      (if (call $is_kept ${get("cache")} ${get("extra")} (i32.load offset=${SLOTS + 8} ${get("slot")})) (then
        (return (i32.load offset=${SLOTS + 4} ${get("slot")}))))))
    ${NEXT_SLOT}
    (br_if $more ${get("probes")}))
  (i32.const -1))

(func $is_kept (param $cache i32) (param $extra i32) (param $kept i32) (result i32)
  ${LOCALS}
  (if (i32.ne (i32.load ${get("kept")}) ${get("extra")}) (then (return (i32.const 0))))
  ${plus("kept", 4)}
  ${FIRST_FIELD}
  (loop $fields
    ${NEXT_FIELD}
    (if (i32.ne (i32.load ${get("kept")}) ${get("length")}) (then (return (i32.const 0))))
    ${plus("kept", 4)}
    (if (i32.eqz (call $is_same ${get("kept")} ${get("from")} ${get("length")})) (then (return (i32.const 0))))
    (local.set $kept (i32.add ${get("kept")} ${get("length")}))
    ${AGAIN("fields")})
  (i32.const 1))

;; Remembers a value. 0 where there is no room left for keys: then everything must be forgotten.
(func $keep (export "keep") (param $cache i32) (param $extra i32) (param $value i32) (result i32)
  ${LOCALS}
  (local $kept i32)
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
    ${AGAIN("fields")})
  (local.set $hash (call $hash_of ${get("cache")} ${get("extra")}))
  ${SLOT_OF_HASH}
  (local.set $probes (i32.const ${MOST_PROBES}))
  (loop $more
    (if (i32.eqz (i32.load offset=${SLOTS + 8} ${get("slot")})) (then
      (i32.store offset=${SLOTS} ${get("slot")} (i32.wrap_i64 ${get("hash")}))
      (i32.store offset=${SLOTS + 4} ${get("slot")} ${get("value")})
      (i32.store offset=${SLOTS + 8} ${get("slot")} (global.get $arena_end))
      (global.set $arena_end ${get("kept")})
      (return (i32.const 1))))
    ${NEXT_SLOT}
    (br_if $more ${get("probes")}))
  (i32.const 1))

(func (export "forget")
  (if (i32.ne (global.get $arena_end) (i32.const ${ARENA})) (then
    (memory.fill (i32.const ${SLOTS}) (i32.const 0) (i32.const ${ARENA - SLOTS}))
    (global.set $arena_end (i32.const ${ARENA})))))
`;
