import { z } from "zod";
import type { Connection } from "@/lib/db";
import { shownText } from "@/lib/stored-text";
import { uaFamily } from "./agent-family";
import { appNameOf, oddityOf } from "./app-names";
import { isKnownToolMark } from "./tool-likeness";

const Text = z.string().transform(shownText);
const Row = z.object({
  id: z.string(),
  app: Text,
  appId: Text,
  clientApp: Text,
  userAgent: Text,
  protocol: Text,
});

/** One client of the store with what it looks like. `isOddId`: its id is no application, or a resource. */
export type ClientMarks = z.infer<typeof Row> & {
  family: string;
  knownApp: string | null;
  isOddId: boolean;
  isToolMark: boolean;
};

/** What some clients of the store look like, by their ids: for rules, which hold client ids of the ledger in hand. */
export async function marksOfClients(
  connection: Connection,
  clientIds: readonly string[],
): Promise<Map<string, ClientMarks>> {
  const { rows } = await connection.query(
    `select id::text, app, app_id as "appId", client_app as "clientApp", user_agent as "userAgent", protocol
     from client where id = any($1::bigint[])`,
    [[...new Set(clientIds)]],
  );
  const marks = z
    .array(Row)
    .parse(rows)
    .map(
      (client): ClientMarks => ({
        ...client,
        family: uaFamily(client.userAgent),
        knownApp: appNameOf(client.appId),
        isOddId: oddityOf(client.appId) !== null,
        isToolMark: isKnownToolMark(client),
      }),
    );
  return new Map(marks.map((client) => [client.id, client]));
}
