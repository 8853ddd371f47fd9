package gate

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for _, c := range []struct {
		part, s string
		want    string // kinds found, in order
		masked  string // the text masked; "" where it is not asked
	}{
		{"body", "公民身份号码110105194912310011", "citizen_id", "公民身份号码110***********0011"},
		{"body", "1101０5１9491231002X", "citizen_id", ""},
		{"body", "11010519491231002X", "citizen_id", ""},
		{"body", "身份证 110105 19491231 002x 收", "citizen_id", "身份证 110***********002X 收"},
		{"body", "110105-19491231-002X", "citizen_id", ""},
		{"body", "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", "citizen_id", ""},
		{"body", "1101051949\n1231002X", "citizen_id", ""},
		{"body", "110105\u200b19491231\u200b002X", "citizen_id", ""},
		{"body", "11010519491231001113812345678", "citizen_id", ""},
		{"body", "110105194912310011 13812345678", "citizen_id mobile", "110***********0011 138****5678"},
		{"body", "220***********1234", "", ""},
		{"body", "项目编号110105194912310022", "", ""},           // check digit wrong
		{"body", "身份证号110105194912310022", "citizen_id", ""}, // said to be one
		{"body", "身份证110105491231002", "citizen_id_15", ""},
		{"body", "合同编号990105491231002", "", ""},
		{"body", "手机：13812345678", "mobile", "手机：138****5678"},
		{"body", "138-1234-5678", "mobile", "138****5678"},
		{"body", "１３８１２３４５６７８", "mobile", "138****5678"},
		{"body", "+86 138 1234 5678", "mobile", ""},
		{"body", "138 1234\n5678", "", ""},
		{"body", "8613812345678", "mobile", ""},
		{"body", "23812345678", "", ""},
		{"body", "2017年完成1380123456789元", "", ""},
		{"body", "咨询电话：0431-88776655", "", ""},
		{"body", "申请人张三，家庭电话0431-88776655", "landline", ""},
		{"body", "卡号6222021234567890128", "bank_card", "卡号6222***********0128"},
		{"body", "卡号6222021234567890127", "", ""},
		{"body", "卡号6222 0200 0000 0000 006", "", ""},
		{"body", "邮箱zhangsan@163.com", "email", "邮箱z***@163.com"},
		{"body", "zhangsan ＠ 163．com", "email", ""},
		{"body", "ccszfb@changchun.gov.cn", "", ""},
		{"body", "家住朝阳区某某小区3栋2单元501室", "address", ""},
		{"body", "地址：长春市人民大街10111号", "", ""},
		{"body", "住址：长春市人民大街10111号", "address", ""},
		{"body", "出生日期：1985年3月12日", "birth", "出生日期：1985年**月**日"},
		{"body", "张三，男，1985年3月12日出生", "birth", ""},
		{"body", "李四，男，汉族，1965年3月生，吉林人", "", ""},
		{"body", "护照号E12345678", "passport", ""},
		{"body", "型号GB12345678", "", ""},
		{"body", "机密★5年\n关于某事的通知", "classification", ""},
		{"body", "绝 密★长期", "classification", ""},
		{"body", "密级：秘密", "classification", ""},
		{"body", "机 密\n", "classification", ""},
		{"body", "不得泄露国家秘密、商业秘密和工作秘密。", "", ""},
		{"body", "内部文件 注意保管", "internal internal", ""},
		{"body", "【内部资料】", "internal", ""},
		{"body", "内部资料性出版物管理办法", "", ""},
		{"body", "不得以内部文件形式规定收费", "", ""},
		{"body", "工作秘密★", "work_secret", ""},
		{"title", "关于印发内部资料性出版物管理办法的通知", "", ""},
		{"title", "关于某事的通知（内部文件）", "internal", ""},
		{"name", "名单（内部资料）.xlsx", "internal", ""},
	} {
		found := Text(c.part, c.s)
		var kinds []string
		for _, f := range found {
			kinds = append(kinds, string(f.Kind))
			if f.Match != c.s[f.Place.Start:f.Place.End] {
				t.Errorf("%q: match %q does not stand at its place", c.s, f.Match)
			}
			if f.Masked != "" && strings.Contains(f.Words, f.Match) {
				t.Errorf("%q: the sentence %q tells what it hides", c.s, f.Words)
			}
		}
		if got := strings.Join(kinds, " "); got != c.want {
			t.Errorf("%s %q: found %q, want %q", c.part, c.s, got, c.want)
		}
		if c.masked != "" {
			if got := Mask(c.s, found); got != c.masked {
				t.Errorf("%q masked: %q, want %q", c.s, got, c.masked)
			}
		}
	}
}

func TestMaskedIsNotFoundAgain(t *testing.T) {
	for _, s := range []string{"110105194912310011", "138-1234-5678", "邮箱zhangsan@163.com", "出生日期：1985年3月12日",
		"家住朝阳区某某小区3栋2单元501室", "护照号E12345678", "身份证110105491231002"} {
		masked := Mask(s, Text("body", s))
		if again := Text("body", masked); masked == s || len(again) > 0 {
			t.Errorf("%q masked is %q: found again %v", s, masked, again)
		}
	}
}

func BenchmarkText(b *testing.B) {
	s := strings.Repeat("为加强住房保障，根据《公共租赁住房管理办法》（住房和城乡建设部令第11号），结合我市实际，现将2017年保障对象名单予以公示，公示期为2017年6月1日至6月10日。联系电话：0431-88776655。", 3)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Text("body", s)
	}
}
