import type { WeightUnit } from "@waybill/validators";

const grams: Readonly<Record<WeightUnit, number>> = { g: 1, kg: 1000, lb: 453.592_37, oz: 28.349_523_125 };

const unitWords: Readonly<Record<string, WeightUnit>> = Object.fromEntries(
  (
    [
      [
        "g",
        "g gr grs gm gms gram grams gramm gramme grammes gramos gramo grammi grammo grama gramas gramy gramów gramů г гр грамм грамма граммов грам γρ جم غ غرام جرام גרם 克 公克 グラム 그램 กรัม ग्राम",
      ],
      [
        "kg",
        "kg kgs kilo kilos kilogram kilograms kilogramm kilogrammes kilogramme kilogramo kilogramos chilogrammi chilogrammo quilograma quilogramas kilogramy kilogramów kilogramů кг кило килограмм килограмма килограммов килограм кілограм κιλά κιλό كجم كغ كغم كيلو كيلوغرام كيلوجرام קג 公斤 千克 キログラム キロ 킬로그램 กก กิโลกรัม किग्रा किलो",
      ],
      ["lb", "lb lbs pound pounds libra libras livre livres фунт фунтов 磅 ポンド 파운드"],
      ["oz", "oz ozs ounce ounces onza onzas once onces унция унций 盎司 オンス 온스"],
    ] as const
  ).flatMap(([unit, words]) => words.split(" ").map((word) => [word.normalize("NFC"), unit] as const)),
);

/** A unit of weight by its name. */
export function weightUnitOf(word: string): WeightUnit | undefined {
  const plain = word
    .replace(/^㎏$/, "kg")
    .replace(/["'״.]/g, "")
    .normalize("NFC");
  return Object.hasOwn(unitWords, plain) ? unitWords[plain] : undefined;
}

/** A weight in whole grams, and whether it is exact. */
export function inGrams(plain: string, unit: WeightUnit): { whole: string; exact: boolean } {
  const weight = Number(plain) * grams[unit];
  const whole = Math.round(weight);
  return { whole: String(whole), exact: Math.abs(weight - whole) < 1e-6 };
}
