import type { ImportField } from "../../../platform/imports/index.ts";
import { addressFields } from "../../places/index.ts";
import { orderStates, paymentStates } from "./order-states.ts";

const words = (text: string) => text.split(" | ");

/** Any date or reason means that it happened. */
const anyWord = {
  wanted: ["no", "false", "0", "nein", "non", "nee", "nie", "ne", "nej", "não", "-", "n/a", "--"],
  unwanted: [],
  anyIsUnwanted: true,
};

/** Column names for files of parcels: orders, as exported by shops and other programs. */
export const parcelFields: Record<string, ImportField> = {
  reference: {
    kind: "code",
    names: words(
      "order number | référence commande | référence de commande | réf. commande | Referenz Bestellung | order no | order id | order | order_number | order name | name | parcel | Bestellnummer | Auftragsnummer | Auftrag | Bestellung | Referenz | numéro de commande | commande | référence | número de pedido | pedido | referencia | numero ordine | ordine | riferimento | bestelnummer | bestelling | ordernummer | referentie | numer zamówienia | zamówienie | číslo objednávky | ordrenummer | tilausnumero | rendelésszám | order_id | order-id | orderid | id order | order # | order no. | order-number | sales record number | purchase order | po number | Bestell-Nr | Bestellnr. | Bestell-ID | Auftragsnr | Auftrags-Nr | Auftrags-ID | Bestellung Nr | n° de commande | n° commande | no commande | id commande | nº pedido | nº de pedido | id pedido | n. ordine | numero d'ordine | id ordine | bestelnr | order nummer | ordernr | nr zamówienia | id zamówienia | č. objednávky | objednávka | číslo objednávky | ordernummer | beställning | ordrenr | tilaus | número da encomenda | número do pedido | encomenda | comandă | număr comandă | sipariş no | sipariş numarası | заказ | номер заказа | № заказа | замовлення | номер замовлення | поръчка | παραγγελία | 注文番号 | 注文ID | 受注番号 | 订单号 | 订单编号 | 訂單編號 | 주문번호 | מספר הזמנה | رقم الطلب",
    ),
  },
  recipientCode: {
    kind: "code",
    names: words(
      "recipient code | recipient_code | customer number | customer code | customer id | customer no | place code | Kundennummer | Kundennr | Kunden-Nr | code client | numéro client | número de cliente | código de cliente | codice cliente | klantnummer | numer klienta | kundnummer | buyer username | client code | client number | Kd-Nr | Kd.-Nr. | Kunden Nr. | Kunden-ID | n° client | id client | nº cliente | id cliente | klantnr | klantcode | id klienta | číslo zákazníka | kundenr | kundnr | asiakasnumero | código do cliente | код клиента | 顧客番号 | 客户编号",
    ),
  },
  sku: {
    kind: "code",
    names: words(
      "custom label | custom label (SKU) | lineitem sku | line item sku | item sku | item | item code | product code | item number | article | Artikelnummer | Artikel-Nr | Artikel | référence article | article | artículo | código de artículo | codice articolo | articolo | artikelnummer | artikel | kod produktu | indeks | varenummer | lineitem-sku | product sku | custom label | custom label (SKU) | seller sku | merchant sku | item-sku | variant sku | Art.-Nr. | Artikelnr | Artikelnr. | Art-Nr | SKU / Artikelnummer | référence produit | réf. produit | code produit | référence de l'article | código producto | código de producto | ref. artículo | codice prodotto | cod. articolo | artikelcode | productcode | kod towaru | symbol | kód produktu | kód zboží | kód | artikelnr | varenr | tuotekoodi | cikkszám | código do produto | cod produs | ürün kodu | stok kodu | артикул | код товара | 商品コード | 品番 | 商品番号 | 商品编码 | 货号 | 貨號 | 상품코드 | product id",
    ),
  },
  quantity: {
    kind: "number",
    names: words(
      "qty | lineitem quantity | line item quantity | item quantity | count | pieces | Menge | Anzahl | Stück | quantité | cantidad | quantità | aantal | hoeveelheid | ilość | množství | antal | määrä | mennyiség | quantity purchased | quantity-purchased | quantity ordered | ordered quantity | qty ordered | order quantity | product quantity | quantity to ship | number of items | units | Stückzahl | Bestellmenge | Menge bestellt | Anz. | qté | quantité commandée | qté commandée | nombre | cant. | cantidad pedida | unidades | qtà | quantità ordinata | pezzi | stuks | besteld aantal | szt | sztuk | liczba | ks | počet | počet kusů | kusů | kvantitet | antal st | stk | kpl | darab | quantidade | qtd | qtde | cantitate | buc | adet | miktar | количество | кол-во | шт | кількість | количество товара | ποσότητα | 数量 | 個数 | 수량 | כמות | الكمية",
    ),
  },
  recipientName: {
    kind: "text",
    address: "person",
    names: words(
      "shipping name | ship to name | delivery name | recipient name | recipient | Lieferadresse Name | Empfänger | nom du destinataire | shipping first name | name",
    ).concat(addressFields.name.names),
  },
  country: addressFields.country,
  city: addressFields.city,
  postcode: addressFields.postcode,
  line1: addressFields.line1,
  line2: addressFields.line2,
  note: {
    kind: "text",
    names: words(
      "notes | comment | order note | remark | Notiz | Bemerkung | Hinweis | remarque | nota | opmerking | uwagi",
    ),
  },
  state: {
    kind: "state",
    names: words(
      "status | order status | order state | fulfillment status | fulfilment status | order-status | shipping status | delivery status | Bestellstatus | Auftragsstatus | Versandstatus | Lieferstatus | statut | état | statut de la commande | état de la commande | statut commande | estado | estado del pedido | stato | stato ordine | stato dell'ordine | orderstatus | bestelstatus | status zamówienia | stan zamówienia | stav | stav objednávky | tila | tilauksen tila | állapot | rendelés állapota | estado da encomenda | status do pedido | stare | stare comandă | durum | sipariş durumu | статус | статус заказа | статус замовлення | 注文状況 | ステータス | 订单状态 | 狀態 | 주문상태",
    ),
    states: orderStates,
  },
  lineState: {
    kind: "state",
    names: words(
      "lineitem fulfillment status | lineitem fulfilment status | line item fulfillment status | line item status | item status | item fulfillment status | line status | Positionsstatus | Artikelstatus | statut de l'article | statut de la ligne | estado del artículo | stato articolo | artikelstatus | regelstatus | status pozycji | stav položky",
    ),
    states: orderStates,
  },
  payment: {
    kind: "state",
    names: words(
      "financial status | payment status | payment state | paid status | Zahlungsstatus | Zahlstatus | Bezahlstatus | statut du paiement | statut de paiement | estado del pago | estado de pago | stato pagamento | stato del pagamento | betaalstatus | betalingsstatus | status płatności | stav platby | betalningsstatus | betalingsstatus | maksun tila | fizetési állapot | status do pagamento | estado do pagamento | ödeme durumu | статус оплаты | статус оплати | 支払い状況 | 付款状态 | 결제상태",
    ),
    states: paymentStates,
  },
  cancelled: {
    kind: "state",
    names: words(
      "cancelled at | canceled at | cancelled on | canceled on | cancelled date | cancellation date | date cancelled | cancel reason | cancelled reason | cancellation reason | Storniert am | Stornodatum | Stornogrund | Storno | annulé le | date d'annulation | fecha de cancelación | cancelado el | data annullamento | annullato il | geannuleerd op | annuleringsdatum | data anulowania | datum storna | avbeställd datum | annulleret den | data de cancelamento | дата отмены | キャンセル日 | 取消日期",
    ),
    states: anyWord,
  },
  sent: {
    kind: "state",
    names: words(
      "date shipped | shipped date | shipped at | shipped on | shipped on date | shipped time | ship confirmed at | fulfilled at | fulfilled on | fulfilled date | fulfillment date | date fulfilled | posted on date | posted on | date posted | dispatched at | dispatched on | dispatched date | date dispatched | despatched at | despatched on | date despatched | sent at | sent on | date sent | delivered at | delivered on | delivered date | date delivered | Versandt am | Versendet am | Verschickt am | Gesendet am | Zugestellt am | Geliefert am | expédié le | expédiée le | envoyé le | livré le | enviado el | enviada el | entregado el | spedito il | evaso il | consegnato il | verzonden op | bezorgd op | geleverd op | wysłano dnia | data nadania | dostarczono dnia | odesláno dne | odesláno | doručeno dne | skickad datum | skickades | levererad datum | sendt den | afsendt den | leveret den | lähetetty pvm | toimitettu pvm | enviado em | expedido em | entregue em | expediat la | livrat la | gönderim tarihi | дата отправки | отправлено | дата отгрузки | доставлено | відправлено | дата відправлення | 発送済み日 | 発送完了日 | 发货时间 | 已发货时间 | 배송완료일 | 발송완료일",
    ),
    states: anyWord,
  },
};
