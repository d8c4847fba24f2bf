import { problemOf } from "@/lib/problem";

export const dynamic = "force-dynamic";

/** Without this an unknown path under /api would be answered with a page, outside the pages' policy. */
const nothing = () => problemOf("not-found", "There is no such call. See /api/v1/openapi.json.");

export const GET = nothing;
export const POST = nothing;
export const PUT = nothing;
export const PATCH = nothing;
export const DELETE = nothing;
export const OPTIONS = nothing;
