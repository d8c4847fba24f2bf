import { route } from "@/app/door";
import { previewRemovalCall } from "@/app/operations/imports";
import { previewRemoval } from "@/lib/intake/run-preview";

export const GET = route(previewRemovalCall, ({ actor, params }) => previewRemoval(actor, params.id));
