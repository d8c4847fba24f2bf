import { cellText } from "./fields";
import type { Header, Row, TableFormat } from "./schema";

/** The portal's columns as it names them in Spanish; where spellings are uncertain, each that may be. */
const SPANISH: Record<string, readonly string[]> = {
  "date (utc)": ["fecha (utc)"],
  "request id": ["id. de solicitud", "id de solicitud"],
  "user agent": ["agente de usuario"],
  "correlation id": ["id. de correlación", "id de correlación"],
  "user id": ["id. de usuario", "id de usuario"],
  user: ["usuario"],
  username: ["nombre de usuario"],
  "user type": ["tipo de usuario"],
  application: ["aplicación"],
  "application id": ["id. de aplicación", "id. de la aplicación"],
  resource: ["recurso"],
  "resource id": ["id. de recurso", "id. del recurso"],
  "ip address": ["dirección ip"],
  location: ["ubicación"],
  status: ["estado"],
  "sign-in error code": ["código de error de inicio de sesión"],
  "failure reason": ["motivo del error"],
  "client app": ["aplicación cliente"],
  browser: ["explorador"],
  "operating system": ["sistema operativo"],
  "authentication protocol": ["protocolo de autenticación"],
  "autonomous system number": ["número de sistema autónomo"],
  category: ["categoría"],
  result: ["resultado"],
  service: ["servicio"],
  activity: ["actividad"],
  resultreason: ["motivodelresultado", "motivo del resultado", "razóndelresultado"],
  correlationid: ["iddecorrelación", "id. de correlación", "id. correlación"],
  ipaddress: ["direcciónip", "dirección ip"],
  target1userprincipalname: ["objetivo1nombreprincipaldeusuario"],
  target1objectid: ["objetivo1iddeobjeto"],
};

/** What a status says where no column has the code. */
const STATUS: Record<string, string> = { correcto: "Success", error: "Failure", interrumpido: "Interrupted" };

const isSpanish = ({ has }: Header): boolean => has("fecha (utc)");

const NO_REASONS =
  "No column of this file is known as the reason of a result, so what resets told is not known. Set the portal's language to English and download it again.";

/** A format of the portal that also reads the columns' Spanish names. Times are UTC in both, days first in Spanish. */
export function inSpanishToo(format: TableFormat): TableFormat {
  const own = (header: Header) => (isSpanish(header) ? english(header) : header);
  const both = (names: readonly string[]) => [...names, ...names.flatMap((name) => SPANISH[name] ?? [])];
  return {
    ...format,
    claims: (header) => format.claims(own(header)),
    refusal: (header) => format.refusal(own(header)),
    timeColumns: both(format.timeColumns),
    idColumns: both(format.idColumns),
    isDayFirst: isSpanish,
    notes: (header) => (isSpanish(header) && lacksReasons(own(header)) ? [NO_REASONS] : []),
    read: (row, header, setting) =>
      isSpanish(header)
        ? format.read(englishRow(row, header), english(header), setting)
        : format.read(row, header, setting),
  };
}

const lacksReasons = ({ has }: Header): boolean => has("activity") && !has("resultreason");

const placed = new WeakMap<Header, Header>();

function english(header: Header): Header {
  const before = placed.get(header);
  if (before) return before;
  const { names, has, zoneOf } = header;
  const named: Header = {
    names,
    has: (name) => has(name) || (SPANISH[name] ?? []).some(has),
    zoneOf: (name) => zoneOf(SPANISH[name]?.find(has) ?? name),
  };
  placed.set(header, named);
  return named;
}

function englishRow(row: Row, { has }: Header): Row {
  return (name) => {
    const spanish = SPANISH[name]?.find(has);
    if (spanish === undefined) return row(name);
    if (name !== "status") return row(spanish);
    const status = cellText(row, spanish);
    return STATUS[status.trim().toLowerCase()] ?? status;
  };
}
