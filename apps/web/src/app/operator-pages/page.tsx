import { redirect } from "next/navigation";
import { at } from "@/platform/operator/operator-paths.ts";

export default function Page() {
  redirect(at.support);
}
