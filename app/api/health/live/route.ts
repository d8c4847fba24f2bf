import { jsonAnswer } from "@/lib/http";

export const dynamic = "force-dynamic";

/** The process answers; says nothing about the database. */
export const GET = () => jsonAnswer({ status: "live" });
