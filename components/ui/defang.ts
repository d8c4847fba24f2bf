/** An address that no chat or ticket turns into a link: 203[.]0[.]113[.]7, 2001[:]db8[:][:]1. */
export function defang(text: string): string {
  return text.replace(/[.:]/g, (mark) => `[${mark}]`);
}
