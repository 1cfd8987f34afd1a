<?php
// client.php BASE USER KEY NUMBER: PHP's own SoapClient does every operation by the
// published WSDLs and prints what came back, a line of JSON each. NUMBER is a
// posted item.
[, $base, $user, $key, $posted] = $argv;
ini_set('soap.wsdl_cache_enabled', '0');

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest';

// One header for all calls of a client, as shops' modules do.
function security($user, $key) {
	$nonce = substr(md5(uniqid()), 0, 5);
	$created = gmdate('Y-m-d\TH:i:s\Z');
	$digest = base64_encode(sha1($nonce . $created . $key, true));
	$xml = '<wsse:Security xmlns:wsse="' . WSSE . '" xmlns:wsu="' . WSU . '"><wsse:UsernameToken><wsse:Username>' . $user
		. '</wsse:Username><wsse:Password Type="' . PROFILE . '">' . $digest . '</wsse:Password><wsse:Nonce>' . base64_encode($nonce)
		. '</wsse:Nonce><wsu:Created>' . $created . '</wsu:Created></wsse:UsernameToken></wsse:Security>';
	return new SoapHeader(WSSE, 'Security', new SoapVar($xml, XSD_ANYXML), true);
}

function client($base, $service, $user, $key, $map = []) {
	$c = new SoapClient("$base/$service?wsdl", ['trace' => 1, 'exceptions' => true, 'cache_wsdl' => WSDL_CACHE_NONE, 'classmap' => $map]);
	$c->__setSoapHeaders([security($user, $key)]);
	return $c;
}

function ask($client, $operation, $request, $fields) {
	$fields = (object) $fields;
	try {
		$reply = $client->$operation((object) [$request => $fields])->{$operation . 'Return'};
	} catch (SoapFault $f) {
		echo json_encode(['operation' => $operation, 'fault' => $f->faultcode, 'message' => $f->getMessage(), 'sent' => $client->__getLastRequest()]), "\n";
		exit(1);
	}
	$shown = (array) $reply;
	foreach (['ap', 'COP'] as $file) {
		if (isset($shown[$file])) {
			$bytes = $operation === 'getSoazAddressPack' ? base64_decode($shown[$file]) : $shown[$file];
			$shown[$file] = strlen($bytes) > 100 ? substr($bytes, 0, 4) : '';
		}
	}
	echo json_encode(['operation' => $operation, 'reply' => $shown]), "\n";
	return $reply;
}

$who = ['ecshipUsername' => $user, 'integratorUsername' => $user];

$calculator = client($base, 'Calculator', $user, $key);
ask($calculator, 'getTotalPostage', 'api01Req', $who + ['countryCode' => 'USA', 'shipCode' => 'ARM', 'weight' => 0.4]);

$order = $who + ['shipCode' => 'ARM', 'countryCode' => 'USA', 'senderName' => 'Mei Wong', 'senderAddress' => "Flat 5, 12 Nathan Road\nTsim Sha Tsui, Kowloon",
	'senderContactNo' => '23456789', 'senderContactNoAreaCode' => '852', 'senderCountry' => 'HKG', 'recipientName' => 'Ann Smith', 'recipientAddress' => '350 Fifth Avenue',
	'recipientCity' => 'New York', 'recipientPostalNo' => '10118', 'itemCategory' => 'M', 'refNo' => 'PHP-1',
	'products' => [['contentDesc' => 'Oolong tea in tins', 'currencyCode' => 'HKD', 'productCountry' => 'CNG', 'productQty' => 2, 'productTariffCode' => '0902300090',
		'productValue' => 100, 'productWeight' => 0.3], ['contentDesc' => 'Green tea in bags', 'currencyCode' => 'HKD', 'productCountry' => 'CNG', 'productQty' => 1,
		'productTariffCode' => '0902100090', 'productValue' => 20.5, 'productWeight' => 0.1]]];
$posting = client($base, 'Posting', $user, $key);
$made = ask($posting, 'createOrder', 'api02Req', $order);
ask($posting, 'createOrder', 'api02Req', ['creditCardNo' => '4111111111111111', 'payFlag' => 'OC'] + $order);
ask($posting, 'getAddressPack', 'api11Req', $who + ['itemNo' => [$made->itemNo], 'printMode' => '0']);
ask($posting, 'getOrderInfo', 'api07Req', $who + ['orderNo' => $made->orderNo]);
ask($posting, 'getItemNo', 'api26Req', $who + ['searchType' => 'REF_NO', 'searchParam' => 'PHP-1']);
ask($posting, 'getCOP', 'api10Req', $who + ['itemNo' => $posted]);
ask($posting, 'getMcnInfo', 'api27Req', $who + ['mcn' => 'A12345678']);
ask($posting, 'cancelOrder', 'api03Req', $who + ['itemNo' => $made->itemNo, 'orderNo' => $made->orderNo]);
$draft = ask($posting, 'createTemporaryOrder', 'api02Req', ['refNo' => 'PHP-2'] + $order);
ask($posting, 'getTemporaryOrderInfo', 'api07Req', $who + ['orderNo' => $draft->orderNo]);
ask($posting, 'cancelTemporaryOrder', 'api12Req', $who + ['orderNo' => $draft->orderNo]);

$tracking = client($base, 'Tracking', $user, $key);
ask($tracking, 'getMTTInfo', 'api04Req', $who + ['itemNo' => $posted]);
ask($tracking, 'getTTInfo', 'api05Req', $who + ['itemNo' => $posted, 'language' => 'C']);

// A client maps Speedpost's types to classes of its own, by their names.
class Request { public $integratorUsername; public $soazUsername; }
class Made { public $errMessage; public $status; public $statusAndErrMessage; public $itemNo; }
$speedpost = client($base, 'SoazPosting', $user, $key, ['Api30' => 'Made']);
$soaz = ['integratorUsername' => $user, 'soazUsername' => $user];
$made = ask($speedpost, 'createSoazOrder', 'api30Req', $soaz + ['service' => 'SPT_STD', 'custOrdRef' => 'PHP-3', 'addresseeName' => 'Ann Smith', 'addresseeAddr1' => '350 Fifth Avenue',
	'addresseeAddr2' => 'Floor 20', 'addresseeCity' => 'New York', 'addresseePostalCode' => '10118', 'addresseeCountry' => 'USC', 'addresseeTelNo' => '2125550100',
	'sendContactName' => 'Mei Wong', 'sendAddress1' => 'Flat 5, 12 Nathan Road', 'sendAddress2' => 'Tsim Sha Tsui', 'sendAddress3' => 'Kowloon', 'sendTelNo' => '23456789',
	'cn23Flag' => 'N', 'itemTypeCode' => 'M', 'insurFlag' => 'N', 'insurAmt' => 1, 'itemCurrCode1' => 'HKD', 'itemDesc1' => 'Oolong tea in tins', 'itemCtyCode1' => 'CNG',
	'itemHSCode1' => 8517620090, 'itemQty1' => 2, 'itemValue1' => 120.5, 'itemWgt1' => 0.4]);
if (!$made instanceof Made) {
	echo json_encode(['operation' => 'createSoazOrder', 'fault' => 'the class map was not used']), "\n";
	exit(1);
}
ask($speedpost, 'getSoazAddressPack', 'api31Req', $soaz + ['itemNo' => $made->itemNo, 'createDate' => '2026-11-23', 'printMode' => 'A']);
