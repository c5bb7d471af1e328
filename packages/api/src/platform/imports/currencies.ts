import { currencyCodes } from "@waybill/validators";

/** Text beside prices with its possible currencies; several if countries share it. */
const marks: Readonly<Record<string, string>> = {
  ...{ "€": "EUR", euro: "EUR", euros: "EUR", "£": "GBP", "₽": "RUB", "₹": "INR", "₺": "TRY", tl: "TRY", "₪": "ILS" },
  ...{
    $: "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU BSD BBD BMD BND BZD DOP FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD ZWG CVE CUP NIO WST TOP",
  },
  ...{
    us$: "USD",
    usd$: "USD",
    $us: "USD",
    u$s: "USD",
    a$: "AUD",
    au$: "AUD",
    c$: "CAD",
    ca$: "CAD",
    can$: "CAD",
    nz$: "NZD",
  },
  ...{
    hk$: "HKD",
    nt$: "TWD",
    s$: "SGD",
    sg$: "SGD",
    mx$: "MXN",
    mex$: "MXN",
    r$: "BRL",
    ar$: "ARS",
    cl$: "CLP",
    co$: "COP",
  },
  ...{
    "¥": "JPY CNY",
    "￥": "JPY CNY",
    "cn¥": "CNY",
    rmb: "CNY",
    "jp¥": "JPY",
    円: "JPY",
    元: "CNY TWD HKD",
    人民币: "CNY",
    人民幣: "CNY",
  },
  ...{ kr: "SEK NOK DKK ISK", dkr: "DKK", skr: "SEK", nkr: "NOK", ikr: "ISK", zł: "PLN", zl: "PLN", złotych: "PLN" },
  ...{
    kč: "CZK",
    kc: "CZK",
    ft: "HUF",
    lei: "RON MDL",
    leu: "RON MDL",
    лв: "BGN",
    lv: "BGN",
    ден: "MKD",
    дин: "RSD",
    din: "RSD",
  },
  ...{
    fr: "CHF XOF XAF XPF GNF RWF BIF KMF DJF CDF",
    sfr: "CHF",
    франк: "CHF",
    "₣": "CHF",
    fcfa: "XOF XAF",
    cfa: "XOF XAF",
  },
  ...{
    руб: "RUB BYN",
    р: "RUB BYN",
    br: "BYN ETB",
    грн: "UAH",
    "₴": "UAH",
    "₸": "KZT",
    тг: "KZT",
    "₾": "GEL",
    "₼": "AZN",
    "֏": "AMD",
  },
  ...{
    "₩": "KRW KPW",
    원: "KRW KPW",
    "₫": "VND",
    đ: "VND",
    "฿": "THB",
    บาท: "THB",
    "₱": "PHP CUP",
    rp: "IDR",
    rm: "MYR",
  },
  ...{
    "₦": "NGN",
    "₵": "GHS",
    r: "ZAR",
    ksh: "KES",
    "₡": "CRC",
    "₲": "PYG",
    rs: "INR PKR LKR NPR MUR SCR",
    "৳": "BDT",
    "៛": "KHR",
    "₭": "LAK",
    "₮": "MNT",
  },
  ...{
    sr: "SAR",
    "﷼": "IRR SAR OMR QAR YER",
    dh: "AED MAD",
    dhs: "AED",
    "د.إ": "AED",
    "ر.س": "SAR",
    "ج.م": "EGP",
    "e£": "EGP",
    "د.م": "MAD",
  },
  ...{ dollar: "USD CAD AUD", dollars: "USD CAD AUD", chf: "CHF", franken: "CHF" },
};

const codes = new Set(currencyCodes);

/** The possible currencies of a word or sign; null for none. */
function codesOfWord(word: string): readonly string[] | null {
  const upper = word.toUpperCase();
  if (codes.has(upper)) return [upper];
  const plain = word.toLowerCase().replace(/\.$/, "");
  return Object.hasOwn(marks, plain) ? (marks[plain]?.split(" ").filter((code) => codes.has(code)) ?? null) : null;
}

/**
 * The possible currencies of the text beside a price: an ISO 4217 code, a sign, or both (`$ USD`).
 *
 * @returns null for no currency, or two different ones.
 */
export function currenciesOf(beside: string): readonly string[] | null {
  const whole = codesOfWord(beside.replaceAll(" ", ""));
  if (whole) return whole;
  const words = beside.match(/\p{Sc}|[^\s\p{Sc}]+/gu) ?? [];
  const each = words.map(codesOfWord);
  const [first, ...others] = each;
  if (!first || others.some((one) => one === null)) return null;
  const shared = first.filter((code) => others.every((one) => one?.includes(code)));
  return shared.length > 0 ? shared : null;
}
