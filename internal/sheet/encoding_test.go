package sheet

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// texts are names, addresses and goods as people in Hong Kong, Taiwan and on
// the mainland write them.
var (
	traditional = []string{
		"陳大文", "黃小玲", "李嘉欣", "張偉強", "何志豪", "鄭秀文", "譚詠麟", "歐陽靜", "葉蘊儀", "顏淑芬", "霍震霆", "鄧紫棋", "龔如心", "盧覓雪", "鍾鎮濤", "蘇慧倫",
		"香港九龍旺角彌敦道700號12樓B室", "新界沙田火炭坳背灣街33號", "香港中環德輔道中1號", "九龍觀塘鴻圖道57號南洋廣場", "新界元朗屏山天水圍天恩邨恩福樓", "香港仔黃竹坑道8號",
		"台北市信義區松仁路100號", "高雄市前鎮區中山二路", "男裝棉恤衫", "陶瓷茶壺", "藍牙耳機", "收件人姓名,地址,電話,重量", "寄件人,公司名稱,郵政編碼", "港鐵站旁", "易寄取（便利店取件）",
	}
	simplified = []string{
		"陈大文", "黄小玲", "李嘉欣", "张伟强", "何志豪", "郑秀文", "谭咏麟", "欧阳静", "叶蕴仪", "颜淑芬", "王芳", "刘洋", "赵丽颖", "孙俪", "周杰", "吴京",
		"广东省深圳市南山区科技园南路18号", "北京市朝阳区建国路88号", "上海市浦东新区世纪大道100号", "浙江省杭州市西湖区文三路", "四川省成都市武侯区人民南路", "福建省厦门市思明区",
		"男装棉衬衫", "陶瓷茶壶", "蓝牙耳机", "收件人姓名,地址,电话,重量", "寄件人,公司名称,邮政编码", "手机壳", "女式连衣裙", "塑料玩具",
	}
)

func encoded(t interface{ Fatal(...any) }, name, text string) []byte {
	b, err := decoders[name].NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(name, text, err)
	}
	return b
}

// U-09: Big5 and GB18030 are told apart by one name or address alone.
func TestChinese(t *testing.T) {
	for want, texts := range map[string][]string{Big5: traditional, GB18030: simplified} {
		for _, s := range texts {
			if got, err := encodingOf(bytes.NewReader(encoded(t, want, "a,"+s+"\n"))); got != want || err != nil {
				t.Errorf("%s in %s is taken for %s (%v)", s, want, got, err)
			}
		}
	}
	// Traditional text in GB18030 has no everyday characters of GB 2312 alone.
	if got, _ := encodingOf(bytes.NewReader(encoded(t, GB18030, strings.Join(traditional, "\n")))); got != GB18030 {
		t.Errorf("Traditional text in GB18030 is taken for %s", got)
	}
	// HKSCS: characters of names and places that only Hong Kong has.
	if got, _ := encodingOf(bytes.NewReader([]byte("a,\x87\x6a\xa4j\xa4\xe5,\xa4\x40\xad\xd3\xa6\xa8\n"))); got != Big5 {
		t.Errorf("HKSCS is taken for %s", got)
	}
}

// U-09: in any sheet of such texts, and it reads as what was written.
func TestEncodings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(Encodings).Draw(t, "encoding")
		texts := traditional
		switch name {
		case GB18030:
			texts = simplified
		case Western:
			texts = []string{"Müller", "São Paulo", "Ødegård", "François", "Peña", "Straße 5"}
		}
		some := rapid.SliceOfN(rapid.SampledFrom(texts), 3, 30).Draw(t, "texts")
		separator := rapid.SampledFrom(separators).Draw(t, "separator")
		var b strings.Builder
		if mark := rapid.Bool().Draw(t, "mark"); mark && strings.HasPrefix(name, "UTF") {
			b.WriteRune('\ufeff')
		}
		line := func(a, c string) {
			b.WriteString("\"" + a + "\"" + string(separator) + "\"" + c + "\"" + string(separator) + "1\r\n")
		}
		line("Reference", "Name")
		for _, s := range some {
			line("A-1", s)
		}
		file := []byte(b.String())
		if name != UTF8 {
			enc := decoders[name].NewEncoder()
			if strings.HasPrefix(name, "UTF-16") { // without x/text's own mark
				enc = bare[name].NewEncoder()
			}
			var err error
			if file, err = enc.Bytes(file); err != nil {
				t.Fatal(err)
			}
		}
		r, err := Open("x.csv", bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		if f := r.Format(); f.Encoding != name || f.Separator != separator {
			t.Fatalf("%+v, not %s and %c", f, name, separator)
		}
		for i, s := range some {
			row, err := r.Next()
			if err != nil || row.Cells[1] != s || row.Line != i+2 {
				t.Fatal(row, err, s)
			}
		}
	})
}

var bare = map[string]encoding.Encoding{
	UTF16LE: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), UTF16BE: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
}

// A sender who knows better says so.
func TestOpenAs(t *testing.T) {
	file := encoded(t, Big5, "姓名,重量\n陳大文,1\n")
	r, err := OpenAs("x.csv", bytes.NewReader(file), int64(len(file)), Format{Encoding: GB18030, Separator: ';'})
	if err != nil {
		t.Fatal(err)
	}
	if f := r.Format(); f.Encoding != GB18030 || f.Separator != ';' || len(r.Headings()) != 1 {
		t.Error(f, r.Headings())
	}
}
