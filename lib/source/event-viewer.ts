import { cellText } from "./fields";
import { BEYOND, type Header, type Reading, type Row, type Setting, type TableFormat } from "./schema";
import { renderedEvent } from "./windows-message";

/** The names of the columns by the language of Windows: English, German, French, Spanish. */
const NAMES = {
  time: ["date and time", "datum und uhrzeit", "date et heure", "fecha y hora"],
  id: ["event id", "ereignis-id", "id de l'événement", "id de l\u2019événement", "id. del evento"],
  source: ["source", "quelle", "origen"],
} as const;

/**
 * Event Viewer's "Save All Events As" CSV or tab-delimited text: the header names five columns, rows have six cells,
 * and the sixth is the message. It leaves out computer and record number; times are local, in the order of Windows'
 * region.
 */
export const eventViewer: TableFormat = {
  id: "event-viewer",
  claims: (header) => NAMES.time.some(header.has) && NAMES.id.some(header.has),
  refusal: () => null,
  rowsRefusal: () => null,
  timeColumns: NAMES.time,
  idColumns: [],
  idsElsewhere: "EVTX and XML have them.",
  isMonthFirst: false,
  isUtc: false,
  isDayFirst: ({ has }) => !has("date and time"),
  unnamedCells: 1,
  read: readRow,
};

function readRow(row: Row, header: Header, setting: Setting): Reading {
  const cell = (names: readonly string[]) => cellText(row, names.find(header.has) ?? "");
  return renderedEvent(
    {
      eventId: cell(NAMES.id),
      provider: cell(NAMES.source),
      channel: "",
      computer: cellText(row, "computer"),
      recordId: "",
      time: cell(NAMES.time),
    },
    cellText(row, BEYOND) || cellText(row, "message") || cellText(row, "description"),
    setting,
  );
}
