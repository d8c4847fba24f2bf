import { pageActor } from "@/app/actor";
import { BYTE_ORDER_MARK, csvLines } from "@/components/ui/csv";
import type { Actor } from "@/lib/access/schema";
import { readAlertNames } from "@/lib/alert/read";
import { type AlertName, AlertNameQuery } from "@/lib/alert/schema";
import { AppError } from "@/lib/errors";
import { answerOfError } from "@/lib/problem";
import { shownText } from "@/lib/stored-text";

const HEAD = [
  "account",
  "names",
  "answer",
  "code",
  "codes",
  "mfaMissing",
  "attempts",
  "firstSeen",
  "firstLearned",
  "lastSeen",
  "inDetections",
];

const cellsOf = (name: AlertName) => [
  shownText(name.account),
  shownText(name.names.join("; ")),
  name.answer,
  name.code,
  name.codes.join("; "),
  name.mfaMissing,
  name.attempts,
  name.firstSeen,
  name.firstLearned,
  name.lastSeen,
  name.inDetections,
];

/** Every page counts all names anew, so a file takes large ones: about 15 MB of memory each. */
const PAGE = 50_000;

/** Page by page, so that memory does not grow with the alert. */
async function* linesOf(actor: Actor, id: string, query: AlertNameQuery): AsyncGenerator<string> {
  let page = await readAlertNames(actor, id, { ...query, limit: PAGE });
  yield BYTE_ORDER_MARK + csvLines([HEAD]);
  for (;;) {
    yield csvLines(page.items.map(cellsOf));
    if (!page.nextCursor) return;
    page = await readAlertNames(actor, id, { ...query, limit: PAGE, cursor: page.nextCursor });
  }
}

function queryOf(url: string): AlertNameQuery {
  const { scope, answer } = Object.fromEntries(new URL(url).searchParams);
  const query = AlertNameQuery.safeParse({ scope, answer });
  if (!query.success)
    throw new AppError("bad-input", "The filter of this download is not one the page makes.");
  return query.data;
}

/** The chosen names as a file. The first page is read before the answer begins, so an error is still one. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const actor = await pageActor();
  const { id } = await params;
  try {
    const lines = linesOf(actor, id, queryOf(request.url));
    const first = await lines.next();
    const encoder = new TextEncoder();
    let next: IteratorResult<string> = first;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (next.done) return controller.close();
        controller.enqueue(encoder.encode(next.value));
        next = await lines.next();
      },
      async cancel() {
        await lines.return(undefined);
      },
    });
    return new Response(body, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="alert-${id.replace(/\D/g, "")}-names.csv"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    return answerOfError(error);
  }
}
