import { z } from "zod";
import { SessionView, SetUp, SignedIn, SignIn } from "@/lib/access/schema";
import type { Operation } from "./operation";

const tag = "access";

export const signInCall = {
  id: "signIn",
  method: "post",
  path: "/api/auth/sign-in/email",
  tag,
  summary: "Start a session",
  description: "A wrong password and an unknown address are the same answer. 20 wrong guesses a minute.",
  isOpen: true,
  body: SignIn,
  answers: {
    200: { description: "Signed in; the cookie is set.", schema: SignedIn, headers: ["Set-Cookie"] },
  },
  problems: [401, 413, 415, 429],
} satisfies Operation;

export const signOutCall = {
  id: "signOut",
  method: "post",
  path: "/api/auth/sign-out",
  tag,
  summary: "End the session",
  isOpen: true,
  answers: { 200: { description: "Signed out.", schema: z.object({ success: z.boolean() }) } },
} satisfies Operation;

export const readSessionCall = {
  id: "readSession",
  method: "get",
  path: "/api/auth/get-session",
  tag,
  summary: "Whose session this is, or null",
  isOpen: true,
  answers: { 200: { description: "The session, without its token.", schema: SessionView.nullable() } },
} satisfies Operation;

export const setUpCall = {
  id: "setUp",
  method: "post",
  path: "/api/setup",
  tag,
  summary: "Create the first administrator with the one-time link's token",
  isOpen: true,
  body: SetUp,
  answers: { 201: { description: "Created and signed in.", schema: SignedIn, headers: ["Set-Cookie"] } },
  problems: [410, 413, 415, 429],
} satisfies Operation;
