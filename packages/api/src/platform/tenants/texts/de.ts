import type { Translation } from "@waybill/validators";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  someone: "Jemand",
  roles: { owner: "Inhaber", admin: "Administrator", dispatcher: "Versandkraft", viewer: "Lesezugriff" },
  invitation: {
    subject: "{inviter} lädt Sie zu {organisation} ein",
    line: "{inviter} lädt Sie ein, {organisation} bei Waybill beizutreten.",
    lineWithRole: "{inviter} lädt Sie ein, {organisation} bei Waybill beizutreten. Ihre Rolle: {role}.",
    lineToOne: "{inviter} lädt Sie ein, einer Organisation bei Waybill beizutreten.",
    lineToOneWithRole: "{inviter} lädt Sie ein, einer Organisation bei Waybill beizutreten. Ihre Rolle: {role}.",
    lifetime: "Der Link läuft nach {days, number} Tagen ab.",
    action: "{organisation} beitreten",
    actionToOne: "Der Organisation beitreten",
  },
};
