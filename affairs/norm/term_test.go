package norm

import (
	"archive/tar"
	"compress/gzip"
	"io"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"gongkai/law/calendar"
)

// The days a text gives, of one issued on 2017-06-30.
func TestTerm(t *testing.T) {
	for _, c := range []struct{ text, effective, expires string }{
		{"没有写明。", "2017-06-30", ""},
		{"第九条　本办法自2017年8月1日起施行，有效期五年。", "2017-08-01", "2022-07-31"},
		{"本意见自印发之日起施行，有效期5年。", "2017-06-30", "2022-06-29"},
		{"本规定自公布之日起30日后施行。", "2017-07-30", ""},
		{"本规定自公布之日起三十日后施行。", "2017-07-30", ""},
		{"本通知自２０１７年７月１日起执行，有效期至２０１９年６月３０日。", "2017-07-01", "2019-06-30"},
		{"本办法自二〇一七年八月一日起施行。", "2017-08-01", ""},
		{"自2016年1月1日起施行的旧办法同时废止。", "2017-06-30", ""},
		{"有效期至2017年2月30日", "2017-06-30", ""},
		{"本办法自2017年8月1日起施行。有效期五年。", "2017-08-01", "2022-07-31"},
		{"本办法自2017年8月1日起施行，有效期限为三年。《旧办法》（长府发〔2011〕3号）同时废止。", "2017-08-01", "2020-07-31"},
		{"本细则有效期为2年，自2017年9月1日起施行。", "2017-09-01", "2019-08-31"},
		{"本办法有效期自2017年8月1日至2020年7月31日。", "2017-08-01", "2020-07-31"},
		{"本办法自印发之日起试行，试行期一年。", "2017-06-30", "2018-06-29"},
		{"本通知自印发之日起施行，有效期18个月。", "2017-06-30", "2018-12-29"},
		{"《长春市某办法》自2017年8月1日起施行，有效期5年。", "2017-08-01", "2022-07-31"},
		{"一、各区要重视。\n二、本通知自2017年7月10日起执行。\n长春市人民政府\n2017年6月30日", "2017-07-10", ""},

		// Days without a year.
		{"本通知自7月18日起施行。", "2017-07-18", ""},
		{"本通知自六月三十日起施行。", "2017-06-30", ""},
		{"本通知自1月5日起施行。", "2018-01-05", ""},
		{"本办法自今年8月1日起施行，有效期五年。", "2017-08-01", "2022-07-31"},
		{"本办法自9月1日起施行，有效期至12月31日。", "2017-09-01", "2017-12-31"},
		{"本办法有效期自9月1日至6月30日。", "2017-09-01", "2018-06-30"},
		{"本通知自2月30日起施行。", "2017-06-30", ""},
		{"本市自明年8月1日起实行，原办法自每年8月1日起执行。", "2017-06-30", ""},
		{"本市每年7月10日起执行冬季标准。本标准自每年8月1日起执行。", "2017-06-30", ""},

		// What is said of something else.
		{"第三条　许可证有效期五年。\n第四条　本办法自2017年8月1日起施行。", "2017-08-01", ""},
		{"第四条　本办法自2017年8月1日起施行。\n附件1\n出租汽车经营许可证，有效期3年。", "2017-08-01", ""},
		{"第八条　资质证书有效期为3年，期满前30日申请延续。\n第九条　本办法由市建委解释。\n第十条　本办法自2017年8月1日起施行，有效期五年。", "2017-08-01", "2022-07-31"},
		{"第十条　证书自颁发之日起生效，有效期五年。\n第十一条　本办法自公布之日起施行。", "2017-06-30", ""},
		{"第四条　《食品经营许可证》有效期5年。本办法自公布之日起施行。", "2017-06-30", ""},
		{"第二条　许可由市局作出。有效期二年。\n第三条　本办法自公布之日起施行。", "2017-06-30", ""},
		{"第一条　本办法自2017年12月1日起施行的说法有误。\n第二条　略。\n第三条　略。\n第四条　略。", "2017-06-30", ""},
		{"本办法自2017年8月1日起施行前已经受理的，按旧办法办理。", "2017-06-30", ""},
		{"第一条　本办法自2017年12月1日起施行，有效期一年。\n第二条　甲。\n第三条　乙。\n第四条　丙。", "2017-06-30", ""},
		{"第二条第一款自2018年1月1日起施行。本办法自2017年8月1日起施行。", "2017-08-01", ""},
	} {
		effective, expires := Term(c.text, calendar.MustDay("2017-06-30"))
		if said, _ := Said(c.text, calendar.MustDay("2017-06-30")); said != calendar.NoDay && said != effective {
			t.Errorf("%s: said to begin on %s, and on %s", c.text, said, effective)
		}
		if effective.String() != c.effective || expires.String() != c.expires {
			t.Errorf("%s: %s to %s, want %s to %s", c.text, effective, expires, c.effective, c.expires)
		}
	}
	if effective, expires := Term("本办法自公布之日起30日后施行，有效期五年。", calendar.NoDay); effective != calendar.NoDay || expires != calendar.NoDay {
		t.Errorf("issued nobody knows when: %s to %s", effective, expires)
	}
}

// A text that says nothing is told from one that takes effect when it is issued.
func TestSaid(t *testing.T) {
	for text, want := range map[string]string{
		"没有写明。": "", "第一条　许可自发证之日起生效。\n第二条　略。": "", "本办法自印发之日起施行。": "2017-06-30", "本通知自7月18日起施行。": "2017-07-18",
		"本办法由市建委解释，有效期至2019年6月30日。": "",
	} {
		if got, _ := Said(text, calendar.MustDay("2017-06-30")); got.String() != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// headed is the day of effect that a collection prints above a text.
var (
	headed = regexp.MustCompile(`(?m)^[ 　]*(\d{4})年(\d{1,2})月(\d{1,2})日[ 　]*起?施行[ 　）]*$`)
	named  = regexp.MustCompile(`\((\d{4}-\d{2}-\d{2})\)\.md$`)
	signs  = regexp.MustCompile(`(?m)^#+ |<!--.*?-->`)
)

// No national law has a term, whatever licences they give out; and those above
// which the collection prints the day of effect take effect on that day.
func TestTermOfRealTexts(t *testing.T) {
	f, err := os.Open("../../../shared/data/laws-national.tar.gz")
	if err != nil {
		t.Skip("the real texts are not here: ../shared/data/laws-national.tar.gz")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	texts, licences, days, right := 0, 0, 0, 0
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		m := named.FindStringSubmatch(h.Name)
		if m == nil {
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text := signs.ReplaceAllString(string(b), "")
		issued := calendar.MustDay(m[1])
		texts++
		if strings.Contains(text, "有效期") {
			licences++
		}
		effective, expires := Term(text, issued)
		if expires != calendar.NoDay {
			t.Errorf("%s is said to end on %s", path.Base(h.Name), expires)
		}
		// One that was revised since keeps the day of its first text there.
		if all := headed.FindAllStringSubmatch(text, -1); len(all) == 1 {
			want := dateOf(all[0][1:], issued)
			if want < issued {
				continue
			}
			days++
			if effective == want {
				right++
			} else {
				t.Logf("%s: %s, printed above it %s", path.Base(h.Name), effective, want)
			}
		}
	}
	t.Logf("%d texts, %d speak of a validity; of %d with a day of effect above them %d give it", texts, licences, days, right)
	if texts < 800 || licences < 40 || days < 100 || right < days*98/100 {
		t.Error("fewer than they should be")
	}
}
