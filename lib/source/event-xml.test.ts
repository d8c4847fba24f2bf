import { expect, test } from "vitest";
import { xmlRecord } from "./event-xml";

const NAMESPACE = 'xmlns="http://schemas.microsoft.com/win/2004/08/events/event"';
const SYSTEM = `<System><Provider Name="Microsoft-Windows-Security-Auditing" Guid="{54849625-5478-4994-A5BA-3E3B0328C30D}"/>
<EventID Qualifiers="">4625</EventID><Version>0</Version><TimeCreated SystemTime="2026-03-03T10:15:30.1234567Z"></TimeCreated>
<EventRecordID>18446744073709551615</EventRecordID><Correlation/><Channel>Security</Channel><Computer>DC01.corp.example</Computer></System>`;
const event = (data: string, tag = `<Event ${NAMESPACE}>`, end = "</Event>") =>
  `${tag}${SYSTEM}<EventData>${data}</EventData>${end}`;

function recordOf(text: string) {
  const found = xmlRecord(text);
  if ("problem" in found) throw new Error(found.problem);
  const { data, ...system } = found.record;
  return { ...system, data };
}
const named = (value: string) =>
  recordOf(event(`<Data Name="TargetUserName">${value}</Data>`)).data("TargetUserName");

test("an event says what its system part and its named data say", () => {
  const { data, ...system } = recordOf(event('<Data Name="TargetUserName">ana</Data><Data Name="Status"/>'));
  expect(system).toEqual({
    eventId: "4625",
    provider: "Microsoft-Windows-Security-Auditing",
    channel: "Security",
    computer: "DC01.corp.example",
    recordId: "18446744073709551615",
    time: "2026-03-03T10:15:30.1234567Z",
  });
  expect([data("TargetUserName"), data("Status"), data("constructor")]).toEqual(["ana", "", ""]);
});

test("either quotes, blanks around the equals sign and an attribute with the other quote in it are well", () => {
  const { data } = recordOf(
    event("<Data Name='A'>1</Data><Data\n Name = \"B'>\" >2</Data ><Data x='/>' Name='C'>3</Data>"),
  );
  expect([data("A"), data("B'>"), data("C")]).toEqual(["1", "2", "3"]);
});

test("prefixes do not matter", () => {
  const text = event('<Data Name="A">1</Data>').replace(/<(\/?)(?=[A-Z])/g, "<$1ev:");
  expect(text).toContain("</ev:Event>");
  expect(recordOf(text)).toMatchObject({ eventId: "4625", computer: "DC01.corp.example" });
  expect(recordOf(text).data("A")).toBe("1");
});

test("the five entities and characters by number are what they mean, and nothing twice", () => {
  expect(named("&lt;a&gt; &amp;amp; &quot;&apos;")).toBe("<a> &amp; \"'");
  expect(named("&#65;&#x42;&#128512;&#x1F600;&#55357;&#56832;")).toBe("AB😀😀😀");
  expect(named("AT&T & co")).toBe("AT&T & co");
});

test("text is kept as it stands: blanks, lines, CDATA with tags in it, and what a comment cuts in two", () => {
  expect(named("  a\r\n\tb ")).toBe("  a\r\n\tb ");
  expect(named("x<![CDATA[<b>&lt;</Event>]]>y<!-- </Data> -->z")).toBe("x<b>&lt;</Event>yz");
});

test("data without a name, rendered words and data of other programs are passed over", () => {
  const rendering =
    '<RenderingInfo Culture="fr-FR"><Channel>Sécurité</Channel><Message>Un compte…</Message></RenderingInfo>';
  const other = '<UserData><X><Data Name="A">no</Data></X></UserData>';
  const text = event('<Data>one</Data><Data>two</Data><Data Name="A">1</Data><Data Name="A">2</Data>');
  const { data, channel } = recordOf(text.replace("</Event>", `${rendering}${other}</Event>`));
  expect([channel, data("A"), data("")]).toEqual(["Security", "1", ""]);
});

test.each([
  ["an element without its end", event("<Data Name='A'>1"), "the element Data has no end of its own"],
  ["a text that ends early", event("<Data Name='A'>1</Data>").slice(0, -8), "the element Event has no end"],
  [
    "an entity of a document",
    event("<Data Name='A'>&xxe;</Data>"),
    "an entity that XML itself does not know",
  ],
  ["a character beyond Unicode", event("<Data Name='A'>&#x110000;</Data>"), "an entity"],
  ["an attribute without quotes", event("<Data Name=A>1</Data>"), "an attribute without quotes"],
  ["a tag that is cut off", `<Event ${NAMESPACE}`, "a tag is cut off"],
  ["another element", "<Events></Events>", "no single Event"],
  ["two events", event("") + event(""), "no single Event"],
  ["nothing", "", "no single Event"],
  ["words before it", `x${event("")}`, "text stands outside"],
  ["a CDATA section without end", event("<Data Name='A'><![CDATA[1</Data>"), "CDATA section has no end"],
  ["elements a thousand deep", `<Event>${"<a>".repeat(1000)}`, "more than 64 deep"],
])("%s is told as what it is", (_what, text, problem) => {
  expect(xmlRecord(text)).toEqual({ problem: expect.stringContaining(problem) });
});

test("a document type is refused, so that no entity is ever expanded", () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${event("<Data Name='A'>&b;</Data>")}`;
  expect(xmlRecord(bomb)).toEqual({ problem: expect.stringContaining("document type") });
});
