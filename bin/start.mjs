#!/usr/bin/env node
// `npm start`: installs, builds and migrates what is missing, then serves until it is told to stop.
import { refuseOldNode } from "./node-version.mjs";

refuseOldNode();
const { launch } = await import("./launch.mjs");
process.exit(await launch({ isDevelopment: process.argv.includes("--dev") }));
