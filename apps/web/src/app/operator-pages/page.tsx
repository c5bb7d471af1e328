import { redirect } from "next/navigation";
import { operatorPaths } from "@/platform/operator/operator-paths.ts";

export default function Page() {
  redirect(operatorPaths.support);
}
