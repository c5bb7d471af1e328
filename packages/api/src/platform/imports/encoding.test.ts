import { describe, expect, test } from "vitest";
import { encodingOf } from "./encoding.ts";

/** Rows as people have them, by language, with the encodings that their programs write, and a header in the language. */
const table: readonly [language: string, encodings: string, header: string, rows: readonly string[]][] = [
  [
    "Russian",
    "windows-1251 koi8-r ibm866 iso-8859-5",
    "код;имя;страна;город;адрес",
    [
      "Иван Петров;Россия;Москва;ул. Ленина 5",
      "ООО Ромашка;Россия;Санкт-Петербург;Невский проспект 12",
      "Жукова Ольга;Россия;Екатеринбург;ул. Мира 3",
      "Склад 4;Россия;Нижний Новгород;Большая Покровская 7",
    ],
  ],
  [
    "Ukrainian",
    "windows-1251",
    "code;name;country;city;line1",
    [
      "Олексій Шевченко;Україна;Київ;вул. Хрещатик 1",
      "ТОВ Їжак;Україна;Львів;пл. Ринок 10",
      "Єва Гнатюк;Україна;Одеса;Дерибасівська 5",
    ],
  ],
  [
    "Bulgarian",
    "windows-1251",
    "code;name;country;city;line1",
    ["Георги Иванов;България;София;бул. Витоша 5", "Пекарна Слънце;България;Пловдив;ул. Опълченска 2"],
  ],
  [
    "Turkish",
    "windows-1254",
    "kod;ad;ülke;şehir;adres",
    [
      "Şahin Gıda;Türkiye;İstanbul;Bağdat Caddesi 5",
      "Yıldız Ticaret;Türkiye;İzmir;Kıbrıs Şehitleri 12",
      "Çağlar Öztürk;Türkiye;Eskişehir;Güneş Sokak 3",
      "Mehmet Işık;Türkiye;Diyarbakır;Gazi Caddesi 8",
    ],
  ],
  [
    "Hebrew",
    "windows-1255",
    "קוד;שם;ארץ;עיר;כתובת",
    ["משה כהן;ישראל;תל אביב;רחוב הרצל 5", "חנות הספרים;ישראל;ירושלים;יפו 12", "דוד לוי;ישראל;חיפה;שדרות בן גוריון 3"],
  ],
  [
    "Arabic",
    "windows-1256",
    "code;name;country;city;line1",
    [
      "محمد أحمد;مصر;القاهرة;شارع التحرير 5",
      "مكتبة النور;السعودية;الرياض;طريق الملك فهد",
      "شركة الأمل للتجارة;الأردن;عمان;شارع مكة",
    ],
  ],
  [
    "Persian",
    "windows-1256",
    "code;name;country;city;line1",
    ["رضا پور;تهران;تهران;ميدان آزاد", "پخش مواد چاپ;تهران;اصفهان;چهارباغ"],
  ],
  [
    "Lithuanian",
    "windows-1257",
    "code;name;country;city;line1",
    [
      "Jonas Kazlauskas;Lietuva;Šiauliai;Vilniaus gatvė 5",
      "UAB Žalioji giraitė;Lietuva;Kaunas;Laisvės alėja 12",
      "Ąžuolas ir ėglė;Lietuva;Klaipėda;Taikos prospektas 3",
      "Rūta Čiurlionytė;Lietuva;Panevėžys;Respublikos g. 1",
    ],
  ],
  [
    "Latvian",
    "windows-1257",
    "code;name;country;city;line1",
    [
      "Jānis Bērziņš;Latvija;Rīga;Brīvības iela 5",
      "SIA Saulīte;Latvija;Liepāja;Lielā iela 3",
      "Līga Ķirse;Latvija;Jūrmala;Jomas iela",
    ],
  ],
  [
    "Estonian",
    "windows-1257",
    "code;name;country;city;line1",
    ["Mäesalu OÜ;Eesti;Tallinn;Pärnu maantee 5", "Jõgi ja Õunapuu;Eesti;Võru;Jüri 3", "Žanna Šmidt;Eesti;Põlva;Kesk 1"],
  ],
  [
    "Hungarian",
    "windows-1250 iso-8859-2",
    "kód;név;ország;város;utca",
    [
      "Kőműves Kft.;Magyarország;Győr;Petőfi Sándor utca 5",
      "Szőke Ödön;Magyarország;Székesfehérvár;Fő utca 12",
      "Kovács Árpád;Magyarország;Budapest;Üllői út 3",
      "Tűzép Bt.;Magyarország;Gyöngyös;Hősök tere 1",
    ],
  ],
  [
    "Polish",
    "windows-1250 iso-8859-2",
    "code;name;country;city;line1",
    [
      "Spółka Żółta Gęś;Polska;Łódź;Świętokrzyska 5",
      "Wójcik Łukasz;Polska;Kraków;Długa 12",
      "Źródło sp. z o.o.;Polska;Gdańsk;Kościuszki 3",
      "Paweł Wiśniewski;Polska;Rzeszów;Piłsudskiego 1",
    ],
  ],
  [
    "Czech",
    "windows-1250 iso-8859-2",
    "code;name;country;city;line1",
    [
      "Jiří Dvořák;Česko;Plzeň;Náměstí Míru 5",
      "Řeznictví Šťastný;Česko;Ústí nad Labem;Žižkova 12",
      "Kateřina Černá;Česko;České Budějovice;Lidická 3",
    ],
  ],
  [
    "Slovak",
    "windows-1250",
    "code;name;country;city;line1",
    [
      "Ľubomír Kováč;Slovensko;Košice;Hlavná 5",
      "Pekáreň Šťastie;Slovensko;Žilina;Štúrova 12",
      "Mária Hroššová;Slovensko;Trenčín;Mierová 3",
    ],
  ],
  [
    "Romanian",
    "windows-1250 iso-8859-2",
    "code;name;country;city;line1",
    [
      "Ştefan Ţepeş;România;Bucureşti;Strada Lipscani 5",
      "Brutăria Ana;România;Timişoara;Piaţa Unirii 1",
      "Ioana Mărgineanu;România;Braşov;Bulevardul Eroilor",
    ],
  ],
  [
    "Croatian",
    "windows-1250 iso-8859-2",
    "code;name;country;city;line1",
    [
      "Željko Horvat;Hrvatska;Šibenik;Ulica kralja Zvonimira 5",
      "Đurđica Perić;Hrvatska;Zagreb;Ilica 12",
      "Pčelarstvo Žuti cvijet;Hrvatska;Požega;Školska 2",
    ],
  ],
  [
    "German",
    "windows-1252 macintosh iso-8859-15",
    "Code;Name;Land;Ort;Straße",
    [
      "Müller GmbH;Deutschland;München;Straße 1",
      "Bäckerei Schröder;Österreich;Wien;Mariahilfer Straße 5",
      "Jürgen Weiß;Deutschland;Köln;Königsallee 3",
      "Möbelhaus Größe & Söhne;Deutschland;Nürnberg;Hauptstraße 4",
    ],
  ],
  [
    "French",
    "windows-1252 macintosh iso-8859-15",
    "code;nom;pays;ville;adresse",
    [
      "Œuvre d’art;France;Besançon;Rue des Frères 5",
      "Société Générale;France;Orléans;Allée du Château",
      "Hélène Lefèvre;France;Angoulême;Rue de l’Église",
      "Cœur & Sœurs;France;Nîmes;Boulevard Gambetta 3",
    ],
  ],
  [
    "Spanish",
    "windows-1252 macintosh iso-8859-15",
    "code;name;country;city;line1",
    [
      "Muñoz e Hijos;España;Málaga;Avenida de la Constitución",
      "José Ibáñez;España;Cádiz;Calle Ancha 5",
      "Peluquería Lucía;España;León;Calle Ordoño",
    ],
  ],
  [
    "Portuguese",
    "windows-1252 macintosh",
    "code;name;country;city;line1",
    [
      "João Gonçalves;Portugal;Évora;Praça do Giraldo",
      "Padaria São José;Brasil;São Paulo;Avenida Brigadeiro",
      "Conceição Magalhães;Portugal;Guimarães;Rua da Liberdade",
    ],
  ],
  [
    "Swedish",
    "windows-1252 macintosh",
    "code;name;country;city;line1",
    ["Åke Sjöström;Sverige;Göteborg;Kungsportsavenyen 5", "Bröderna Ängström;Sverige;Malmö;Östra Förstadsgatan"],
  ],
  [
    "Danish",
    "windows-1252 macintosh",
    "code;name;country;city;line1",
    ["Søren Kjær;Danmark;København;Østergade 5", "Bageriet på hjørnet;Danmark;Århus;Nørre Allé"],
  ],
  [
    "Icelandic",
    "windows-1252",
    "code;name;country;city;line1",
    ["Þórður Jónsson;Ísland;Reykjavík;Laugavegur 5", "Guðrún Ægisdóttir;Ísland;Ísafjörður;Aðalstræti"],
  ],
  [
    "Greek",
    "windows-1253 iso-8859-7",
    "code;name;country;city;line1",
    [
      "Γιώργος Παπαδόπουλος;Ελλάδα;Αθήνα;Οδός Ερμού 5",
      "Αρτοποιείο Ήλιος;Ελλάδα;Θεσσαλονίκη;Εγνατία 12",
      "Ελένη Νικολάου;Ελλάδα;Πάτρα;Κορίνθου 3",
    ],
  ],
  [
    "Japanese",
    "shift_jis euc-jp",
    "コード;名前;国;都市;住所",
    [
      "株式会社山田商店;日本;東京都;千代田区丸の内1-1",
      "田中さくら;日本;大阪市;北区梅田2-3",
      "鈴木一郎;日本;名古屋市;中区栄3-4",
      "カフェ・ブルー;日本;札幌市;大通西5",
    ],
  ],
  [
    "Korean",
    "euc-kr",
    "code;name;country;city;line1",
    [
      "김민수;대한민국;서울;강남구 테헤란로 5",
      "주식회사 한빛;대한민국;부산;해운대로 12",
      "이서연;대한민국;대구;중앙로 3",
    ],
  ],
  [
    "Chinese",
    "gb18030",
    "编号;名称;国家;城市;地址",
    ["上海贸易有限公司;中国;上海;南京东路5号", "王小明;中国;北京;长安街12号", "李娜;中国;广州;天河路3号"],
  ],
  [
    "Chinese (Taiwan)",
    "big5",
    "代碼;名稱;國家;城市;地址",
    ["陳大文;台灣;台北市;信義路5號", "鴻海精密工業;台灣;新北市;土城區自由街2號", "王美玲;台灣;高雄市;中山路12號"],
  ],
  [
    "Thai",
    "windows-874",
    "รหัส;ชื่อ;ประเทศ;เมือง;ที่อยู่",
    [
      "สมชาย ใจดี;ไทย;กรุงเทพมหานคร;ถนนสุขุมวิท 5",
      "ร้านหนังสือ;ไทย;เชียงใหม่;ถนนนิมมานเหมินท์ 12",
      "บริษัท รุ่งเรือง จำกัด;ไทย;ขอนแก่น;ถนนมิตรภาพ",
    ],
  ],
];

/** Which bytes an encoding has for a sign: the inverse of the decoder's table. */
function encoderOf(encoding: string): (text: string) => Buffer {
  const decoder = new TextDecoder(encoding);
  const bytesOf = new Map<string, number[]>();
  const note = (...bytes: number[]) => {
    const sign = decoder.decode(Uint8Array.from(bytes));
    if ([...sign].length === 1 && sign !== "\ufffd" && !bytesOf.has(sign)) bytesOf.set(sign, bytes);
  };
  for (let first = 0; first < 256; first += 1) note(first);
  if (/jp|jis|kr|gb|big/.test(encoding)) {
    for (let first = 0x81; first < 0xff; first += 1)
      for (let second = 0x40; second < 0xff; second += 1) note(first, second);
  }
  return (text) =>
    Buffer.from(
      [...text].flatMap((sign) => {
        const bytes = bytesOf.get(sign) ?? bytesOf.get(sign.replace("’", "'"));
        if (!bytes) throw new Error(`${encoding} has no ${sign}.`);
        return bytes;
      }),
    );
}

/** A text as it is without the apostrophes that an encoding may lack. */
const plain = (text: string) => text.replaceAll("’", "'");

/** Finds the encoding of a text, and says what became of it. */
function outcome(text: string, encoding: string): "right" | "asked" | "wrong" {
  const bytes = encoderOf(encoding)(text);
  const found = encodingOf(bytes, true);
  const reads = (one: string) => plain(new TextDecoder(one).decode(bytes)) === plain(text);
  if (found.open.length > 0) return found.open.some(reads) ? "asked" : "wrong";
  return reads(found.encoding) ? "right" : "wrong";
}

const sizes = [1, 2, 20, 300];
/** Where one or two rows do not tell yet, as `language encoding`. */
const askedWhenShort = new Set(["Lithuanian windows-1257", "Croatian iso-8859-2"]);
/** Œ is all that sets it apart. */
const askedAlways = new Set(["French iso-8859-15"]);

describe.each(table)("%s in %s", (language, encodings, header, rows) => {
  test.each(encodings.split(" "))("%s: right in every size, or asked where one row does not tell", (encoding) => {
    const name = `${language} ${encoding}`;
    const outcomes = [header, "code;name;country;city;line1"].flatMap((first) =>
      sizes.map((size) => {
        const body = Array.from({ length: size }, (_, at) => `K-${at};${rows[at % rows.length]}`);
        const text = `${[first, ...body].join("\r\n")}\r\n`;
        return { size, outcome: outcome(text, encoding) };
      }),
    );
    const mayAsk = (size: number) => askedAlways.has(name) || (size < 3 && askedWhenShort.has(name));
    expect(outcomes.filter((one) => one.outcome !== "right" && !(one.outcome === "asked" && mayAsk(one.size)))).toEqual(
      [],
    );
  });

  test.each(encodings.split(" "))("%s: one name alone is never read wrong", (encoding) => {
    const wrong = rows.filter((row) => outcome(`code;name\n1;${row.split(";")[0]}\n`, encoding) === "wrong");
    expect(wrong).toEqual([]);
  });
});

test("UTF-8 with one bad byte is UTF-8: its row is refused, and no other is read as something else", () => {
  const bytes = Buffer.concat([
    Buffer.from("code,name\n1,Müller\n2,Größe\n3,M"),
    Buffer.from([0xfc]),
    Buffer.from("ller\n"),
  ]);
  expect(encodingOf(bytes, true)).toEqual({ encoding: "utf-8", open: [] });
});

test("a customer list of several countries is read as one, where its encoding has their letters", () => {
  const rows = ["Müller GmbH;München", "Kőműves Kft.;Győr", "Spółka;Łódź", "Dvořák;Plzeň"];
  const text = `name;city\n${rows.join("\n")}\n`;
  expect(outcome(text, "windows-1250")).toBe("right");
});

test.each(["5,00 €", "£5.00", "5 °C Sensor", "Lamp – oak", "Café", "Müller", "Acme®", "½ kg", "René"])(
  "%s is Windows-1252, though it is all that the file has beyond ASCII",
  (text) => expect(outcome(`code;name\n1;${text}\n`, "windows-1252")).toBe("right"),
);
