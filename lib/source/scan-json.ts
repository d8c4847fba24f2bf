/**
 * JSON's grammar (RFC 8259) as WebAssembly text: every byte is checked, strings sixteen bytes at a time. Pieces that
 * stand in many functions are constants here, because calls cost more than what they do; all work on the local `$at`,
 * the place in memory, and leave it behind what they passed over. -1 means that the bytes are no JSON, or nest too deep.
 */

/** A vector of sixteen equal bytes. */
const sixteen = (byte: number) => `(v128.const i8x16 ${Array(16).fill(byte).join(" ")})`;

export const at = "(local.get $at)";
export const NO = "(i32.const -1)";
export const byteAt = `(i32.load8_u ${at})`;
export const move = (bytes: number) => `(local.set $at (i32.add ${at} (i32.const ${bytes})))`;
export const refuse = `(return ${NO})`;
export const code = (character: string) => `(i32.const ${character.charCodeAt(0)})`;
export const isByte = (character: string) => `(i32.eq ${byteAt} ${code(character)})`;
/** Refuses anything but this character, and moves behind it. */
export const expect = (character: string) =>
  `(if (i32.ne ${byteAt} ${code(character)}) (then ${refuse})) ${move(1)}`;
/** Takes over where a function ended; passes a refusal on. */
export const follow = (call: string) => `(local.set $at ${call}) (if (i32.eq ${at} ${NO}) (then ${refuse}))`;

export const SKIP_BLANKS = `
  (if (i32.le_u ${byteAt} (i32.const 32)) (then (local.set $at (call $skip_blanks ${at}))))`;

/** From behind the opening quote of a string to behind its closing one. Needs the locals `$bytes` and `$stops`. */
export const SKIP_STRING = `
  (block $closed
    (loop $more
      (local.set $bytes (v128.load ${at}))
      ;; What ends the quick pass: a quote, an escape, a control character.
      (local.set $stops (i8x16.bitmask (v128.or
        (v128.or
          (i8x16.eq (local.get $bytes) ${sixteen(34)})
          (i8x16.eq (local.get $bytes) ${sixteen(92)}))
        (i8x16.eq (i8x16.min_u (local.get $bytes) ${sixteen(31)}) (local.get $bytes)))))
      (if (i32.eqz (local.get $stops)) (then ${move(16)} (br $more)))
      (local.set $at (i32.add ${at} (i32.ctz (local.get $stops))))
      (br_if $closed ${isByte('"')})
      ${follow(`(call $skip_escape ${at})`)}
      (br $more)))
  ${move(1)}`;

export const JSON_TEXT = `
(func $skip_blanks (param $at i32) (result i32)
  (local $byte i32)
  (loop $more
    (local.set $byte ${byteAt})
    (if (i32.gt_u (local.get $byte) (i32.const 32)) (then (return ${at})))
    ;; Space, tab, line feed, carriage return.
    (if (i32.wrap_i64 (i64.and
          (i64.shr_u (i64.const 0x100002600) (i64.extend_i32_u (local.get $byte)))
          (i64.const 1)))
      (then ${move(1)} (br $more))))
  ${at})

(func $skip_escape (param $at i32) (result i32)
  (local $byte i32)
  ${expect("\\")}
  (local.set $byte ${byteAt})
  ${move(1)}
  (if (i32.eq (local.get $byte) ${code("u")}) (then
    (if (call $is_hex ${at}) (then
    (if (call $is_hex (i32.add ${at} (i32.const 1))) (then
    (if (call $is_hex (i32.add ${at} (i32.const 2))) (then
    (if (call $is_hex (i32.add ${at} (i32.const 3))) (then
      (return (i32.add ${at} (i32.const 4)))))))))))
    ${refuse}))
  ${[...'"\\/bfnrt'].map((character) => `(if (i32.eq (local.get $byte) ${code(character)}) (then (return ${at})))`).join("\n  ")}
  ${NO})

(func $is_hex (param $at i32) (result i32)
  (i32.or
    (i32.lt_u (i32.sub ${byteAt} (i32.const 48)) (i32.const 10))
    (i32.lt_u (i32.sub (i32.or ${byteAt} (i32.const 32)) (i32.const 97)) (i32.const 6))))

(func $is_digit (param $at i32) (result i32)
  (i32.lt_u (i32.sub ${byteAt} (i32.const 48)) (i32.const 10)))

(func $skip_digits (param $at i32) (result i32)
  (loop $more (if (call $is_digit ${at}) (then ${move(1)} (br $more))))
  ${at})

(func $skip_number (param $at i32) (result i32)
  (if ${isByte("-")} (then ${move(1)}))
  (if (i32.eqz (call $is_digit ${at})) (then ${refuse}))
  (local.set $at (if (result i32) ${isByte("0")}
    (then (i32.add ${at} (i32.const 1)))
    (else (call $skip_digits ${at}))))
  (if ${isByte(".")} (then
    ${move(1)}
    (if (i32.eqz (call $is_digit ${at})) (then ${refuse}))
    (local.set $at (call $skip_digits ${at}))))
  (if (i32.eq (i32.or ${byteAt} (i32.const 32)) ${code("e")}) (then
    ${move(1)}
    (if (i32.or ${isByte("+")} ${isByte("-")}) (then ${move(1)}))
    (if (i32.eqz (call $is_digit ${at})) (then ${refuse}))
    (local.set $at (call $skip_digits ${at}))))
  ${at})

;; null, true and false, by four bytes read as a number.
(func $skip_word (param $at i32) (result i32)
  (local $word i32)
  (local.set $word (i32.load ${at}))
  (if (i32.or
        (i32.eq (local.get $word) (i32.const 0x6c6c756e))
        (i32.eq (local.get $word) (i32.const 0x65757274)))
    (then (return (i32.add ${at} (i32.const 4)))))
  (if (i32.ne (local.get $word) (i32.const 0x736c6166)) (then ${refuse}))
  ${move(4)}
  ${expect("e")}
  ${at})

;; Any value, of which nothing is kept.
(func $skip_value (param $at i32) (param $depth i32) (result i32)
  (local $byte i32) (local $bytes v128) (local $stops i32)
  (local.set $byte ${byteAt})
  (if (i32.eq (local.get $byte) ${code('"')}) (then ${move(1)} ${SKIP_STRING} (return ${at})))
  ;; Brackets of both kinds differ by a bit from letters that begin no value.
  (if (i32.eq (i32.or (local.get $byte) (i32.const 32)) ${code("{")})
    (then (return (call $skip_nested ${at} (local.get $depth)))))
  (if (i32.gt_u (local.get $byte) (i32.const 57)) (then (return (call $skip_word ${at}))))
  (call $skip_number ${at}))

(func $skip_nested (param $at i32) (param $depth i32) (result i32)
  (local $byte i32) (local $bytes v128) (local $stops i32) (local $is_object i32) (local $close i32)
  ;; Nesting beyond this is no log record, and the stack has an end.
  (if (i32.gt_u (local.get $depth) (i32.const 64)) (then ${refuse}))
  (local.set $is_object ${isByte("{")})
  ;; Both kinds of closing brackets stand two behind their opening ones.
  (local.set $close (i32.add ${byteAt} (i32.const 2)))
  ${move(1)}
  ${SKIP_BLANKS}
  (if (i32.eq ${byteAt} (local.get $close)) (then (return (i32.add ${at} (i32.const 1)))))
  (loop $items
    (if (local.get $is_object) (then
      ${expect('"')}
      ${SKIP_STRING}
      ${SKIP_BLANKS}
      ${expect(":")}
      ${SKIP_BLANKS}))
    (if ${isByte('"')}
      (then ${move(1)} ${SKIP_STRING})
      (else ${follow(`(call $skip_value ${at} (i32.add (local.get $depth) (i32.const 1)))`)}))
    ${SKIP_BLANKS}
    (local.set $byte ${byteAt})
    ${move(1)}
    (if (i32.eq (local.get $byte) ${code(",")}) (then ${SKIP_BLANKS} (br $items))))
  (if (i32.ne (local.get $byte) (local.get $close)) (then ${refuse}))
  ${at})
`;
