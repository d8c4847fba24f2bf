import { FIELDS, type MappedField } from "@/lib/source/mapping";
import type { MappingGuess } from "./mapping-schema";

/**
 * How columns are called, without accents, blanks and signs: English first, then German, Spanish, French, Portuguese,
 * Italian and Dutch. The likelier name comes first: of two that fit, it is taken.
 */
const NAMES: Record<MappedField, string> = {
  time:
    "time timestamp datetime date eventtime timegenerated createddatetime creationtime logtime timeutc dateutc when " +
    "occurredat createdat zeit zeitstempel datum uhrzeit datumuhrzeit fecha fechahora hora heure dateheure horodatage " +
    "datahora data dataora ora tijd tijdstip datumtijd",
  account:
    "userprincipalname upn username user account accountname login loginname useremail email mail identity userid " +
    "principal subject who wer quien benutzer benutzername konto anmeldename usuario nombredeusuario cuenta correo utilisateur " +
    "nomdutilisateur identifiant compte utilizador conta utente nomeutente gebruiker gebruikersnaam",
  address:
    "ipaddress ip sourceip srcip clientip remoteip sourceaddress clientaddress ipaddr callerip address origin " +
    "ipadresse quellip adresse direccionip direccion adresseip enderecoip indirizzoip ipadres",
  code:
    "resultcode errorcode signinerrorcode statuscode code result resulttype error fehlercode ergebniscode " +
    "codigodeerror codigo codeerreur codigodeerro codiceerrore foutcode",
  app: "application app appname applicationname appdisplayname service anwendung aplicacion aplicativo applicazione toepassing",
  appId: "applicationid appid clientid anwendungsid idaplicacion",
  clientApp: "clientapp clientappused clienttype client",
  userAgent: "useragent agent browser agenteusuario",
  protocol: "protocol authenticationprotocol authprotocol protokoll protocolo protocole protocollo",
  description:
    "failurereason reason message errormessage description resultdescription errordescription detail details grund " +
    "fehlermeldung beschreibung motivo mensaje descripcion raison motif descrizione reden",
  nativeId: "requestid eventid id recordid uniqueid logid guid uuid rowid",
  correlationId: "correlationid correlation sessionid traceid korrelationsid",
};

const OUTCOMES =
  "status result outcome success resultado estado ergebnis erfolg statut resultat resultaat exito succes esito succeeded";
const SUCCESS =
  "success successful succeeded ok true yes allowed granted pass passed erfolg erfolgreich exito correcto si succes " +
  "reussi oui sucesso sim successo geslaagd gelukt 0x0";
const FAILURE =
  "failure failed fail error false no denied blocked rejected invalid fehler fehlgeschlagen nein fallo fallido " +
  "incorrecto denegado echec echoue non falha nao fallito mislukt geweigerd";

const plain = (name: string) =>
  name
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");

/** The columns of a header that nobody knows: name, and what the first rows hold. */
export type Seen = { name: string; values: string[]; words: string[] };

/** `isTime` and `isAddress` know what times and addresses look like: names in any language hold those. */
export function guessMapping(
  columns: Seen[],
  isTime: (value: string) => boolean,
  isAddress: (value: string) => boolean,
): MappingGuess {
  const fields: Record<string, string> = {};
  const free = () => columns.filter(({ name }) => !Object.values(fields).includes(name));
  const byName = (names: string) => {
    const wanted = names.split(" ");
    const places = free().map((column) => ({ column, place: wanted.indexOf(plain(column.name)) }));
    return places.filter(({ place }) => place >= 0).sort((a, b) => a.place - b.place)[0]?.column;
  };
  const byValue = (is: (value: string) => boolean) =>
    free().find(({ values }) => values.length > 0 && values.every(is));
  const take = (field: MappedField, column: Seen | undefined) => {
    if (column) fields[field] = column.name;
  };
  take("time", byName(NAMES.time) ?? byValue(isTime));
  take("address", byName(NAMES.address) ?? byValue(isAddress));
  const outcome = outcomeOf(free());
  for (const field of FIELDS) {
    if (fields[field] !== undefined) continue;
    const column = byName(NAMES[field]);
    if (column?.name !== outcome?.column) take(field, column);
  }
  return { fields, outcome };
}

/** A column of few words of which one is known to mean success or failure. */
function outcomeOf(columns: Seen[]): MappingGuess["outcome"] {
  const names = OUTCOMES.split(" ");
  const of = (words: string[], known: string) =>
    words.filter((word) => known.split(" ").includes(plain(word)));
  const found = columns.flatMap(({ name, words }) => {
    const outcome = { column: name, success: of(words, SUCCESS), failure: of(words, FAILURE) };
    const isIt = outcome.success.length + outcome.failure.length > 0;
    return isIt ? [{ outcome, place: names.indexOf(plain(name)) }] : [];
  });
  const named = found.filter(({ place }) => place >= 0).sort((a, b) => a.place - b.place);
  return (named[0] ?? found[0])?.outcome ?? null;
}
