"use client";
import { Failure } from "@/components/ui/failure";

export default Failure;
