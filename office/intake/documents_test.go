package intake_test

import (
	"os"
	"strings"
	"testing"

	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/store/storetest"
)

// Documents come in with the day they ceased, pieces with the policy they
// explain, and both may lack them.
func TestDocumentsComeIn(t *testing.T) {
	const header = "网址,名称,文号,成文日期,发布日期,有效性,废止日期,被解读文件,渠道\n"
	for _, c := range []struct {
		name, row string
		ended     string
		explains  string
		channels  publication.Channel
		column    string
		reason    error // nil: it comes in
	}{
		{"in force", ",有效,,,", "", "", publication.Website, "", nil},
		{"repealed", ",废止,2018-02-03,,", "2018-02-03", "", publication.Website, "", nil},
		{"expired, nobody knows when", ",失效,,,", "", "", publication.Website, "", nil},
		{"explains", ",,,长府办发（2017）54号,", "", "2017|54|长府办发", publication.Website, "", nil},
		{"explains by index", ",,,zfbgt/2017-000012,微博", "", "ZFBGT/2017-000012", publication.Weibo, "", nil},
		{"on WeChat and the site", ",,,,政府网站；微信", "", "", publication.Website | publication.WeChat, "", nil},
		{"on both", ",,,,微博；微信", "", "", publication.Weibo | publication.WeChat, "", nil},
		{"untold", ",,,,微博、微信", "", "", publication.Social, "", nil},
		{"untold, by its code", ",,,,social", "", "", publication.Social, "", nil},
		{"in force and repealed", ",有效,2018-02-03,,", "", "", 0, "废止日期", publication.ErrEndedFor},
		{"no validity and repealed", ",,2018-02-03,,", "", "", 0, "废止日期", publication.ErrEndedFor},
		{"repealed tomorrow", ",废止,2024-03-02,,", "", "", 0, "废止日期", publication.ErrEndedWhen},
		{"repealed before it was issued", ",废止,2017-01-03,,", "", "", 0, "废止日期", publication.ErrEndedWhen},
		{"no day", ",废止,去年,,", "", "", 0, "废止日期", sheet.ErrDate},
		{"a number of many", ",,,〔2017〕54号,", "", "", 0, "被解读文件", publication.ErrInterprets},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t, storetest.Open(t, storetest.SQLite(t)))
			row := "http://a.cn/1,通知,,2017-01-03,2017-01-05" + c.row + "\n"
			b, list := in(t, o, file(t, "a.csv", []byte(header+row)))
			if c.reason != nil {
				if len(b.Refused) != 1 || b.Refused[0].Column != c.column || !strings.Contains(b.Refused[0].Reason, c.reason.Error()) {
					t.Errorf("%+v; want %q: %s", b.Refused, c.column, c.reason)
				}
				return
			}
			if len(list) != 1 {
				t.Fatalf("%d came in, refused %+v", len(list), b.Refused)
			}
			got := list[0].Content
			if got.Ended() != calendar.MustDay(c.ended) || got.Explains() != c.explains || got.Channels != c.channels {
				t.Errorf("ended %q, explains %q, on %b; want %q, %q, %b", got.Ended(), got.Explains(), got.Channels, c.ended, c.explains, c.channels)
			}
		})
	}
	want := intake.Mapping{intake.Ended, intake.Policy}
	if got := intake.Guess([]string{"失效日期", "解读的政策"}); got[0] != want[0] || got[1] != want[1] {
		t.Errorf("guessed %q", got)
	}
}

// A row the gate stops is refused with where and what, masked.
func TestRowsPassTheGate(t *testing.T) {
	const header = "网址,名称,文号,成文日期,发布日期,主题词,正文\n"
	for _, c := range []struct{ name, row, column, reason, never string }{
		{"sound", "通知,,2017-01-03,2017-01-05,供水,各区：请做好准备。咨询电话：0431-88770381。", "", "", ""},
		{"a number in the body", "通知,,2017-01-03,2017-01-05,,联系人手机 138 1234 5678", "正文", "手机号码“138****5678”", "1234 5678"},
		{"in the title", "关于220102198001010012的通知,,2017-01-03,2017-01-05,,正文", "名称", "标题有身份证号码", "198001010012"},
		{"a mark of secrecy", "通知,,2017-01-03,2017-01-05,,机密★10年", "正文", "密级标志", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t, storetest.Open(t, storetest.SQLite(t)))
			b, list := in(t, o, file(t, "a.csv", []byte(header+"http://a.cn/1,"+c.row+"\n")))
			if c.reason == "" {
				if len(list) != 1 {
					t.Errorf("refused %+v", b.Refused)
				}
				return
			}
			if len(list) != 0 || len(b.Refused) != 1 || b.Refused[0].Column != c.column || !strings.Contains(b.Refused[0].Reason, c.reason) {
				t.Fatalf("%d came in, refused %+v; want %s: %s", len(list), b.Refused, c.column, c.reason)
			}
			if c.never != "" && strings.Contains(b.Refused[0].Reason+b.Refused[0].Value, c.never) {
				t.Errorf("the refusal tells it: %+v", b.Refused[0])
			}
		})
	}
}

// The kind of an explanation comes in with its policy, by whatever name older
// lists call it.
func TestPieces(t *testing.T) {
	for _, c := range []struct {
		policy, form string
		want         publication.Piece
		column       string
		reason       error
	}{
		{"长府办发〔2017〕54号", "图解", publication.PieceFigure, "", nil},
		{"长府办发〔2017〕54号", "qa", publication.PieceAnswer, "", nil},
		{"长府办发〔2017〕54号", "视频解读", publication.PieceVideo, "", nil},
		{"长府办发〔2017〕54号", "", "", "", nil},
		{"", "", "", "", nil},
		{"长府办发〔2017〕54号", "评书", "", "解读方式", intake.ErrPieceNone},
		{"", "问答", "", "解读方式", publication.ErrPieceFor},
	} {
		o := open(t, storetest.Open(t, storetest.SQLite(t)))
		b, list := in(t, o, file(t, "a.csv", []byte("网址,名称,发布日期,解读的政策,解读方式\nhttp://a.cn/1,解读,2017-01-05,"+c.policy+","+c.form+"\n")))
		if c.reason != nil {
			if len(b.Refused) != 1 || b.Refused[0].Column != c.column || !strings.Contains(b.Refused[0].Reason, c.reason.Error()) {
				t.Errorf("%q of %q: %+v, want %q: %s", c.form, c.policy, b.Refused, c.column, c.reason)
			}
			continue
		}
		if len(list) != 1 || list[0].Content.Piece != c.want {
			t.Errorf("%q of %q: %+v, refused %+v", c.form, c.policy, list, b.Refused)
		}
	}
}

// Every column is told of in the documents, by its code and its heading.
func TestFieldsAreDocumented(t *testing.T) {
	told, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range intake.Fields {
		if !strings.Contains(string(told), "\n| `"+string(f.Field)+"` | "+f.Name+" | ") {
			t.Errorf("docs/import.md has no line of %s %s", f.Field, f.Name)
		}
	}
}
