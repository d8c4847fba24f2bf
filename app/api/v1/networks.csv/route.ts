import { route } from "@/app/door";
import { exportNetworksCall } from "@/app/operations/networks";
import { exportNetworks } from "@/lib/enrich/read";
import { savedAs, textAnswer } from "@/lib/http";

export const GET = route(exportNetworksCall, ({ actor, query }) =>
  textAnswer(exportNetworks(actor, query.kind), {
    "content-type": "text/csv; charset=utf-8",
    ...savedAs("networks.csv"),
  }),
);
