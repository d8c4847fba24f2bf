import { route } from "@/app/door";
import { OPERATIONS } from "@/app/operations/all";
import { documentOf } from "@/app/operations/document";
import { describeCall } from "@/app/operations/health";

let document: unknown;

export const GET = route(describeCall, async () => {
  document ??= documentOf(OPERATIONS);
  return document;
});
