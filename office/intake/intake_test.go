package intake_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/store"
	"gongkai/store/storetest"
)

var ctx = context.Background()

// now is when the tests take place.
var now = time.Date(2024, 3, 1, 10, 0, 0, 0, calendar.Beijing)

func open(t testing.TB, s *store.Store) *office.Office {
	t.Helper()
	o, err := office.New(ctx, s, nil, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []agency.Code{"ZFBGT", "JYJ"} {
		a := agency.Agency{Code: code, Name: "机关" + string(code), Kind: agency.Department}
		if _, err := o.AddAgency(ctx, account.Console, a); err != nil && !errors.Is(err, agency.ErrExists) {
			t.Fatal(err)
		}
	}
	return o
}

func each(t *testing.T, test func(*testing.T, *office.Office)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { test(t, open(t, s)) })
}

func file(t testing.TB, name string, content []byte) intake.Job {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return intake.Job{Agency: "ZFBGT", File: path, Voucher: "办公厅 张三"}
}

// in imports and checks that what is said is what is there.
func in(t *testing.T, o *office.Office, j intake.Job) (intake.Balance, []publication.Publication) {
	t.Helper()
	run, err := intake.Import(ctx, o, account.Console, j, nil)
	if err != nil {
		t.Fatal(err)
	}
	return balance(t, o, run.ID)
}

func balance(t *testing.T, o *office.Office, id int64) (intake.Balance, []publication.Publication) {
	t.Helper()
	run, err := o.Store.Run(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if run.FinishedAt.IsZero() {
		t.Errorf("run %d is not finished", id)
	}
	b, err := intake.BalanceOf(ctx, o.Store, run)
	if err != nil {
		t.Fatal(err)
	}
	if b.Read != b.Imported+b.Already+b.RefusedCount || int(b.RefusedCount) != len(b.Refused) {
		t.Errorf("balance does not add up: %+v", b)
	}
	list := ofRun(t, o, id)
	if int64(len(list)) != b.Imported {
		t.Errorf("said to be imported %d, there are %d", b.Imported, len(list))
	}
	audit(t, o)
	return b, list
}

func ofRun(t *testing.T, o *office.Office, id int64) []publication.Publication {
	t.Helper()
	var all []publication.Publication
	for after := int64(0); ; {
		list, err := o.Store.PublicationsOfRun(ctx, id, after, 5000)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return all
		}
		all = append(all, list...)
		after = list[len(list)-1].ID
	}
}

// audit holds the journal and the counts against what they count: entries
// without a gap, one import entry a publication, tallies equal to what is
// public.
func audit(t *testing.T, o *office.Office) {
	t.Helper()
	next, imported, undone := int64(1), map[string]int{}, 0
	for {
		list, err := o.Store.JournalAfter(ctx, next-1, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, e := range list {
			if e.Number != next {
				t.Fatalf("journal goes from %d to %d", next-1, e.Number)
			}
			next++
			switch {
			case e.Act == "publication.import":
				if imported[e.Thing]++; imported[e.Thing] > 1 {
					t.Errorf("%s came in twice", e.Thing)
				}
			case e.Act == "publication.import_undo" && strings.HasPrefix(e.Thing, "publication/"):
				undone++
			}
		}
	}
	counts, err := o.Store.Count(ctx, store.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	if counts.N != int64(len(imported)-undone) {
		t.Errorf("counted %d public, the journal has %d imported and %d undone", counts.N, len(imported), undone)
	}
}

func TestCatalogues(t *testing.T) {
	for _, c := range []struct {
		name          string
		rows, undated int64
	}{
		{"henan", 3543, 69},
		{"state-council", 5729, 14},
		{"yunnan", 3471, 2980},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := "../../../shared/data/catalogues/catalogue-" + c.name + ".csv"
			if _, err := os.Stat(path); err != nil {
				t.Skip("the real catalogues are not beside this repository (../shared/data/catalogues)")
			}
			each(t, func(t *testing.T, o *office.Office) {
				j := intake.Job{Agency: "ZFBGT", File: path, Voucher: "测试"}
				first, list := in(t, o, j)
				if first.Read != c.rows || first.Imported != c.rows || first.Undated != c.undated || first.RefusedCount != 0 {
					t.Errorf("first run: read %d imported %d refused %d undated %d; want %d rows, undated %d",
						first.Read, first.Imported, first.RefusedCount, first.Undated, c.rows, c.undated)
				}
				late := int64(0)
				for _, p := range list {
					if p.Content.Title != strings.Trim(p.Content.Title, " \u200b\ufeff\u3000") {
						t.Errorf("%s: blanks around %q", p.Index, p.Content.Title)
					}
					// Counted day by day, as a person would with a calendar.
					n := 0
					for d := p.Content.IssuedOn + 1; p.Content.IssuedOn != calendar.NoDay && d <= p.PublishedOn() && n <= 20; d++ {
						if o.Calendar().Working(d) {
							n++
						}
					}
					if n > 20 {
						late++
					}
				}
				if first.Late != late {
					t.Errorf("late %d, counted by hand %d", first.Late, late)
				}
				t.Logf("%s: late %d of %d", c.name, first.Late, first.Imported)
				again, _ := in(t, o, j)
				if again.Read != c.rows || again.Already != c.rows || again.Imported != 0 {
					t.Errorf("second run: %+v", again)
				}
			})
		})
	}
}

var sample = [][]string{
	{"网址", "标题", "文号", "发文日期", "发布日期", "正文"},
	{"http://a.gov.cn/1", "关于春节放假的通知", "长府办发〔2017〕1号", "2017-01-03", "2017-01-05", "各县（市）、区人民政府：\n现通知如下。"},
	{"http://a.gov.cn/2", "=SUM(A1:A9)", "+1", "", "2017/1/6", "@用户 -1 ＝A1"},
	{"http://a.gov.cn/3", "名为“龦”“㐀”的两地更名", "", "2017年1月3日", "20170107", "他说:\"好\",\"很好\""},
}

// sampleGB is the sample with what GB 18030 only can write.
var sampleGB = append(slices.Clone(sample), []string{"http://a.gov.cn/4", "𠮷林路、𬌗家沟 €", "", "", "2017-01-08", ""})

func table(rows [][]string, end string) string {
	var b strings.Builder
	for _, r := range rows {
		for i, c := range r {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
		}
		b.WriteString(end)
	}
	return b.String()
}

func encoded(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func workbook(t *testing.T, rows [][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for y, r := range rows {
		for x, c := range r {
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err == nil {
				err = f.SetCellStr("Sheet1", cell, c)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFilesComeInExactly(t *testing.T) {
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	mixed := strings.Replace(strings.Replace(table(sampleGB, "\n"), "\"\n\"", "\"\r\n\"", 1), "\"\n\"", "\"\r\"", 1)
	for _, c := range []struct {
		name    string
		content []byte
		want    [][]string
	}{
		{"utf8.csv", []byte(table(sampleGB, "\n")), sampleGB},
		{"bom.csv", []byte("\ufeff" + table(sampleGB, "\r\n")), sampleGB},
		{"cr.csv", []byte(table(sampleGB, "\r")), sampleGB},
		{"mixed.csv", []byte(mixed), sampleGB},
		{"gb18030.csv", encoded(t, simplifiedchinese.GB18030, table(sampleGB, "\r\n")), sampleGB},
		{"gbk.csv", encoded(t, simplifiedchinese.GBK, table(sample[:3], "\r\n")), sample[:3]},
		{"utf16le.csv", encoded(t, little, table(sampleGB, "\r\n")), sampleGB},
		{"utf16be.csv", encoded(t, big, table(sampleGB, "\r\n")), sampleGB},
		{"book.xlsx", workbook(t, sampleGB), sampleGB},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, o *office.Office) {
				b, list := in(t, o, file(t, c.name, c.content))
				if len(list) != len(c.want)-1 {
					t.Fatalf("%d of %d rows: %+v", len(list), len(c.want)-1, b.Refused)
				}
				for i, row := range c.want[1:] {
					p := list[i]
					issued, err := sheet.Date(row[3])
					if err != nil {
						t.Fatal(err)
					}
					if p.Source != row[0] || p.Content.Title != row[1] || p.Content.Number != row[2] || p.Content.IssuedOn != issued {
						t.Errorf("row %d: %q %q %q %s", i+2, p.Source, p.Content.Title, p.Content.Number, p.Content.IssuedOn)
					}
					if want := calendar.MustDay(fmt.Sprintf("2017-01-0%d", i+5)).Start(); !p.PublishedAt.Equal(want) {
						t.Errorf("row %d: published at %s", i+2, p.PublishedAt)
					}
				}
				if want := "<p>各县（市）、区人民政府：</p><p>现通知如下。</p>"; list[0].Content.Body != want {
					t.Errorf("body %q", list[0].Content.Body)
				}
			})
		})
	}
}

func TestRefusals(t *testing.T) {
	const header = "网址,名称,文号,成文日期,发布日期,分类,渠道,阶段,规范性文件,有效性,主题词\n"
	for _, c := range []struct {
		name, row, column string
		reason            error // nil: it comes in
	}{
		{"plain", "http://a.cn/1,通知,,2017-01-03,2017-01-05,,,,,,", "", nil},
		{"blanks around, wide and without width", "http://a.cn/1,\u200b 　通知\ufeff,,　2017-01-03 ,2017-01-05,,,,,,", "", nil},
		{"everything", "http://a.cn/1,通知,甲〔2017〕1号,2017-01-03,2017-01-05 09:30,,政务微博、微信,决策,是,有效,春节 放假", "", nil},
		{"several channels", "http://a.cn/1,通知,,,2017-01-05,,政府网站；政府公报,,,,", "", nil},
		{"published before it was issued", "http://a.cn/1,通知,,2017-02-03,2017-01-05,,,,,,", "", nil},
		{"short row", "http://a.cn/1,通知,,,2017-01-05", "", nil},
		{"no title", "http://a.cn/1,\u200b,,,2017-01-05,,,,,,", "名称", publication.ErrTitle},
		{"no publication", "http://a.cn/1,通知,,2017-01-03,,,,,,,", "发布日期", intake.ErrPublishedNone},
		{"published tomorrow", "http://a.cn/1,通知,,,2024-03-02,,,,,,", "发布日期", intake.ErrPublishedLate},
		{"published later today", "http://a.cn/1,通知,,,2024-03-01 10:01,,,,,,", "发布日期", intake.ErrPublishedLate},
		{"year no index number can carry", "http://a.cn/1,通知,,,1017-01-05,,,,,,", "发布日期", intake.ErrYear},
		{"time that is none", "http://a.cn/1,通知,,,2017-01-05 9:99,,,,,,", "发布日期", sheet.ErrDate},
		{"issued tomorrow", "http://a.cn/1,通知,,2024-03-02,2017-01-05,,,,,,", "成文日期", publication.ErrIssuedLate},
		{"no such day", "http://a.cn/1,通知,,2017-02-29,2017-01-05,,,,,,", "成文日期", sheet.ErrDate},
		{"serial of a spreadsheet", "http://a.cn/1,通知,,42738,2017-01-05,,,,,,", "成文日期", sheet.ErrDate},
		{"script for an address", "javascript:alert(1),通知,,,2017-01-05,,,,,,", "网址", publication.ErrAddress},
		{"two lines", "http://a.cn/1,\"通\n知\",,,2017-01-05,,,,,,", "名称", text.ErrNewline},
		{"NUL", "http://a.cn/1,通\x00知,,,2017-01-05,,,,,,", "名称", text.ErrNUL},
		{"control", "http://a.cn/1,通\x07知,,,2017-01-05,,,,,,", "名称", text.ErrControl},
		{"direction", "http://a.cn/1,通\u202e知,,,2017-01-05,,,,,,", "名称", text.ErrBidi},
		{"without width inside", "http://a.cn/1,通\u200b知,,,2017-01-05,,,,,,", "名称", text.ErrInvisible},
		{"wrong bytes", "http://a.cn/1,通知\xff,,,2017-01-05,,,,,,", "名称", sheet.ErrBytes},
		{"too long", "http://a.cn/1," + strings.Repeat("长", publication.MaxTitle+1) + ",,,2017-01-05,,,,,,", "名称", text.ErrLong},
		{"too many columns", "http://a.cn/1,通知,,,2017-01-05,,,,,,,多", "L", sheet.ErrExtra},
		{"unknown category", "http://a.cn/1,通知,,,2017-01-05,别的,,,,,", "分类", intake.ErrCategoryNone},
		{"unknown channel", "http://a.cn/1,通知,,,2017-01-05,,电报,,,,", "渠道", intake.ErrChannelNone},
		{"unknown stage", "http://a.cn/1,通知,,,2017-01-05,,,开始,,,", "阶段", publication.ErrStage},
		{"neither yes nor no", "http://a.cn/1,通知,,,2017-01-05,,,,大概,,", "规范性文件", intake.ErrNormative},
		{"unknown validity", "http://a.cn/1,通知,,,2017-01-05,,,,,大概,", "有效性", publication.ErrValidity},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t, storetest.Open(t, storetest.SQLite(t)))
			// Rows before and after come in whatever becomes of the one between.
			around := "http://a.cn/%d,%d,,,2017-01-05,,,,,,\n"
			b, _ := in(t, o, file(t, "a.csv", []byte(header+fmt.Sprintf(around, 8, 8)+c.row+"\n"+fmt.Sprintf(around, 9, 9))))
			if c.reason == nil {
				if b.Imported != 3 {
					t.Fatalf("refused: %+v", b.Refused)
				}
				return
			}
			if b.Imported != 2 || len(b.Refused) != 1 {
				t.Fatalf("imported %d, refused %+v", b.Imported, b.Refused)
			}
			f := b.Refused[0]
			if f.Row != 3 || f.Column != c.column || !strings.Contains(f.Reason, c.reason.Error()) {
				t.Errorf("row %d column %q: %s; want row 3, %q: %s", f.Row, f.Column, f.Reason, c.column, c.reason)
			}
		})
	}
}

// TestRefusalsAreKeptOnBothEngines: PostgreSQL takes no NUL, not even in the
// report of one.
func TestRefusalsAreKeptOnBothEngines(t *testing.T) {
	each(t, func(t *testing.T, o *office.Office) {
		b, _ := in(t, o, file(t, "a.csv", []byte("title,published\n通\x00知,2017-01-05\n\xff,2017-01-05\n关于春节放假的通知,2017-01-05\n")))
		if b.Imported != 1 || b.RefusedCount != 2 {
			t.Errorf("%+v", b)
		}
	})
}

func TestWholeFileRefused(t *testing.T) {
	long := "title,published\n" + strings.Repeat("通知,2017-01-05\n", 3000)
	for _, c := range []struct {
		name, file, content string
		change              func(*intake.Job)
		want                error
	}{
		{"broken quote far down leaves nothing behind", "a.csv", long + "\"open,2017-01-05\n", nil, sheet.ErrQuote},
		{"empty", "a.csv", "", nil, sheet.ErrEmpty},
		{"a picture", "a.png", "\x89PNG", nil, sheet.ErrKind},
		{"no title column", "a.csv", "文号,published\n1,2017-01-05\n", nil, intake.ErrNoTitle},
		{"no date column", "a.csv", "title,文号\n1,2\n", nil, intake.ErrNoDate},
		{"nobody vouches", "a.csv", long, func(j *intake.Job) { j.Voucher = " " }, publication.ErrVoucher},
		{"no such agency", "a.csv", long, func(j *intake.Job) { j.Agency = "NOBODY" }, agency.ErrNotFound},
		{"unknown default category", "a.csv", long, func(j *intake.Job) { j.DefaultCategory = "x" }, intake.ErrCategoryNone},
		{"title twice", "a.csv", long, func(j *intake.Job) { j.Mapping = intake.Mapping{intake.Title, intake.Title} }, intake.ErrFieldOnce},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t, storetest.Open(t, storetest.SQLite(t)))
			j := file(t, c.file, []byte(c.content))
			if c.change != nil {
				c.change(&j)
			}
			if _, err := intake.Import(ctx, o, account.Console, j, nil); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if runs, err := o.Store.Runs(ctx, "", 1); err != nil || len(runs) != 0 {
				t.Errorf("left behind: %+v %v", runs, err)
			}
		})
	}
	t.Run("not permitted", func(t *testing.T) {
		o := open(t, storetest.Open(t, storetest.SQLite(t)))
		clerk := account.Actor{Login: "li", Grants: []account.Grant{{Role: account.Clerk, Agency: "ZFBGT"}}}
		if _, err := intake.Import(ctx, o, clerk, file(t, "a.csv", []byte(long)), nil); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("got %v", err)
		}
	})
}

// thousands is a table of n rows; every hundredth is refused, and the two
// after it are one row twice.
func thousands(n int) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"url", "title", "doc_number", "issued", "published", "body"})
	body := strings.Repeat("长春市人民政府办公厅关于印发", 14)
	for i := range n {
		at, title := i, "长春市人民政府办公厅关于第%d号通知"
		switch i % 100 {
		case 1:
			title = ""
		case 3:
			at = i - 1
		}
		if title != "" {
			title = fmt.Sprintf(title, at)
		}
		w.Write([]string{fmt.Sprintf("https://www.a.gov.cn/%d.html", at), title, fmt.Sprintf("长府办发〔2017〕%d号", at),
			"2017-01-03", fmt.Sprintf("2017-%02d-%02d", 1+at%12, 3+at%20), body})
	}
	w.Flush()
	return b.Bytes()
}

func wantThousands(t *testing.T, b intake.Balance, n int64) {
	t.Helper()
	if b.Read != n || b.Imported != n/100*98 || b.RefusedCount != n/100 || b.Already != n/100 {
		t.Errorf("read %d imported %d refused %d already %d of %d rows", b.Read, b.Imported, b.RefusedCount, b.Already, n)
	}
}

func TestCancelledImportsGoOn(t *testing.T) {
	const rows = 12_500
	each(t, func(t *testing.T, o *office.Office) {
		j := file(t, "a.csv", thousands(rows))
		r := rand.New(rand.NewPCG(1, 2))
		for try := 0; ; try++ {
			stop := int64(r.IntN(4)) * 1000
			c, cancel := context.WithCancel(ctx)
			run, err := intake.Import(c, o, account.Console, j, func(done, total int64) {
				if total != rows {
					t.Errorf("progress says %d rows", total)
				}
				if stop -= 1000; stop <= 0 {
					cancel()
				}
			})
			cancel()
			if err == nil {
				if try == 0 {
					t.Fatal("was never cancelled")
				}
				if run.ID != 1 {
					t.Errorf("%d runs for one file", run.ID)
				}
				b, _ := balance(t, o, run.ID)
				wantThousands(t, b, rows)
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			kept, err := o.Store.Run(ctx, 1)
			if err == nil && kept.Read != kept.Imported+kept.Already+kept.Refused {
				t.Errorf("after an interruption: %+v", kept)
			}
			audit(t, o)
			if try > 100 {
				t.Fatal("does not get on")
			}
			if try == 20 { // let it get to the end now
				r = rand.New(rand.NewPCG(3, 4))
			}
		}
		again, _ := in(t, o, j)
		if again.Imported != 0 || again.Already+again.RefusedCount != rows {
			t.Errorf("a second run: %+v", again)
		}
	})
}

// An import under way asks again, batch by batch, whether it may go on.
func TestImportsStopWhenTheyMayNot(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(o *office.Office) error
		want error
	}{
		{"the agency is closed", func(o *office.Office) error { return o.MergeAgency(ctx, account.Console, "ZFBGT", "JYJ") }, agency.ErrClosed},
		{"the role is revoked", func(o *office.Office) error {
			_, err := o.ChangeAccount(ctx, account.Console, "head", func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
				return account.RevokeRole(a, account.Grant{Role: account.Head, Agency: "ZFBGT"}, account.Console.Login, at)
			})
			return err
		}, account.ErrForbidden},
		{"the person left", func(o *office.Office) error { return o.EndAccount(ctx, account.Console, "head") }, account.ErrForbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t, storetest.Open(t, storetest.SQLite(t)))
			a, err := o.AddAccount(ctx, account.Console, account.Account{Login: "head", Name: "赵主任"}, []account.Grant{{Role: account.Head, Agency: "ZFBGT"}})
			if err != nil {
				t.Fatal(err)
			}
			first := int64(0)
			_, err = intake.Import(ctx, o, account.Of(a), file(t, "a.csv", thousands(12_500)), func(done, total int64) {
				if done == 0 || first != 0 {
					return
				}
				first = done
				if err := c.do(o); err != nil {
					t.Fatal(err)
				}
			})
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if run, err := o.Store.Run(ctx, 1); err != nil || run.Position != first || !run.FinishedAt.IsZero() {
				t.Errorf("the run went on behind %d: %+v, %v", first, run, err)
			}
		})
	}
}

// TestMain is also the program that is killed: with GONGKAI_INTAKE set it
// imports the file into the record and says so.
func TestMain(m *testing.M) {
	var job struct{ Record, File string }
	text := os.Getenv("GONGKAI_INTAKE")
	if text == "" {
		os.Exit(m.Run())
	}
	err := json.Unmarshal([]byte(text), &job)
	var s *store.Store
	if err == nil {
		s, err = store.Open(ctx, job.Record)
	}
	var o *office.Office
	if err == nil {
		o, err = office.New(ctx, s, nil, func() time.Time { return now })
	}
	if err == nil {
		_, err = intake.Import(ctx, o, account.Console, intake.Job{Agency: "ZFBGT", File: job.File, Voucher: "测试"}, func(done, total int64) {
			fmt.Println(done) // acknowledged
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func TestKilledImportsGoOn(t *testing.T) {
	const rows = 20_000
	storetest.EachAddress(t, func(t *testing.T, address string) {
		s, err := store.Open(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		open(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		j := file(t, "a.csv", thousands(rows))
		job, err := json.Marshal(map[string]string{"Record": address, "File": j.File})
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(5, 6))
		kills := 0
		for try := 0; ; try++ {
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), "GONGKAI_INTAKE="+string(job))
			var out, errs bytes.Buffer
			child.Stdout, child.Stderr = &out, &errs
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			kill := time.AfterFunc(time.Duration(150+r.IntN(250+200*try))*time.Millisecond, func() { child.Process.Kill() })
			err := child.Wait()
			kill.Stop()
			if err == nil {
				break
			}
			if child.ProcessState.ExitCode() > 0 {
				t.Fatalf("import: %s", errs.String())
			}
			kills++
			s, err := store.Open(ctx, address)
			if err != nil {
				t.Fatal(err)
			}
			o := open(t, s)
			audit(t, o)
			if said := strings.Fields(out.String()); len(said) > 0 {
				run, err := s.Run(ctx, 1)
				if err != nil {
					t.Fatal(err)
				}
				if last := said[len(said)-1]; fmt.Sprint(run.Position) < last && len(fmt.Sprint(run.Position)) <= len(last) {
					t.Errorf("acknowledged %s rows, %d are there", last, run.Position)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if try > 60 {
				t.Fatal("does not get on")
			}
		}
		if kills == 0 {
			t.Error("the import was never killed")
		}
		s, err = store.Open(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		b, _ := balance(t, open(t, s), 1)
		wantThousands(t, b, rows)
		t.Logf("killed %d times", kills)
	})
}

func TestUndo(t *testing.T) {
	each(t, func(t *testing.T, o *office.Office) {
		j := file(t, "a.csv", thousands(2500))
		first, before := in(t, o, j)
		alone := before[7]
		if _, err := o.Withdraw(ctx, account.Console, alone.ID, "内容有误", ""); err != nil {
			t.Fatal(err)
		}
		waiting := before[2000] // of the second batch: a revision of it waits
		rev, err := o.StartRevision(ctx, account.Console, waiting.ID)
		if err != nil {
			t.Fatal(err)
		}
		err = o.Store.Act(ctx, account.Console, o.Now(), func(tx *store.Tx) error {
			rev.State = publication.Reviewing
			return tx.SaveDraft(ctx, rev, journal.Entry{At: tx.At, Act: journal.DraftSubmit, Thing: rev.Thing(), Agency: string(rev.Agency), Actor: "console"})
		})
		if err != nil {
			t.Fatal(err)
		}
		c, cancel := context.WithCancel(ctx)
		if _, err := intake.Undo(c, o, account.Console, first.Run, func(int64, int64) { cancel() }); !errors.Is(err, context.Canceled) {
			t.Fatalf("interrupted: %v", err)
		}
		run, err := intake.Undo(ctx, o, account.Console, first.Run, nil)
		if err != nil || run.UndoneAt.IsZero() {
			t.Fatal(run, err)
		}
		if left := ofRun(t, o, first.Run); len(left) != 0 {
			t.Errorf("%d are still public", len(left))
		}
		if counts, err := o.Store.Count(ctx, store.Selection{}); err != nil || counts.N != 0 {
			t.Errorf("counts %+v %v", counts, err)
		}
		if d, err := o.Store.Draft(ctx, rev.ID); err != nil || d.State != publication.Drafting || !strings.HasSuffix(d.Returned, publication.UndoneReason) {
			t.Errorf("the revision of one of them: %s %q, %v", d.State, d.Returned, err)
		}
		for _, p := range before {
			now, err := o.Store.PublicationAt(ctx, p.Index)
			if err != nil {
				t.Fatal(err)
			}
			want := publication.UndoneReason
			if p.ID == alone.ID {
				want = "内容有误"
			}
			if now.WithdrawnReason != want || now.Content.Title != p.Content.Title {
				t.Fatalf("tombstone of %s: %q %q", p.Index, now.WithdrawnReason, now.Content.Title)
			}
		}
		if _, err := intake.Undo(ctx, o, account.Console, first.Run, nil); !errors.Is(err, intake.ErrUndone) {
			t.Errorf("undone twice: %v", err)
		}
		run, err = intake.Import(ctx, o, account.Console, j, nil)
		if err != nil {
			t.Fatal(err)
		}
		if run.Imported != first.Imported-1 || run.Already != first.Already+1 {
			t.Errorf("imported anew: %+v", run)
		}
		used := map[string]bool{}
		for _, p := range before {
			used[p.Index] = true
		}
		for _, p := range ofRun(t, o, run.ID) {
			if used[p.Index] {
				t.Fatalf("%s was given again", p.Index)
			}
		}
	})
}

func TestTheSameRecord(t *testing.T) {
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	in(t, o, file(t, "a.csv", []byte("url,title,doc_number,issued,published\nhttp://a.cn/1,甲,1,2017-01-03,2017-01-05\n,乙,2,2017-01-03,2017-01-05\n")))
	for _, c := range []struct {
		name, row string
		agency    agency.Code
		already   bool
	}{
		{"again", "http://a.cn/1,甲,1,2017-01-03,2017-01-05", "ZFBGT", true},
		{"other dates", "http://a.cn/1,甲,1,2017-01-04,2017-01-06", "ZFBGT", true},
		{"other title", "http://a.cn/1,甲二,1,2017-01-03,2017-01-05", "ZFBGT", false},
		{"other number", "http://a.cn/1,甲,9,2017-01-03,2017-01-05", "ZFBGT", false},
		{"other address", "http://a.cn/2,甲,1,2017-01-03,2017-01-05", "ZFBGT", false},
		{"other agency", "http://a.cn/1,甲,1,2017-01-03,2017-01-05", "JYJ", false},
		{"no address, again", ",乙,2,2017-01-03,2017-01-07", "ZFBGT", true},
		{"no address, issued on another day", ",乙,2,2017-01-04,2017-01-05", "ZFBGT", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := file(t, "b.csv", []byte("url,title,doc_number,issued,published\n"+c.row+"\n"))
			j.Agency = c.agency
			b, _ := in(t, o, j)
			if (b.Already == 1) != c.already {
				t.Errorf("%+v", b)
			}
		})
	}
	t.Run("still the same after a channel was recorded", func(t *testing.T) {
		list := ofRun(t, o, 1)
		for _, p := range list {
			if _, err := o.RecordChannel(ctx, account.Console, p.ID, publication.ChannelRecord{Channel: publication.Gazette, At: now}); err != nil {
				t.Fatal(err)
			}
		}
		b, _ := in(t, o, file(t, "c.csv", []byte("url,title,doc_number,issued,published\n,乙,2,2017-01-03,2017-01-05\n")))
		if b.Already != 1 {
			t.Errorf("%+v", b)
		}
	})
}

func TestGuess(t *testing.T) {
	for _, c := range []struct {
		header string
		want   intake.Mapping
	}{
		{"url,title,doc_number,issued,published", intake.Mapping{intake.Address, intake.Title, intake.Number, intake.Issued, intake.Published}},
		{"地址,标题,文号,发文日期,发布日期", intake.Mapping{intake.Address, intake.Title, intake.Number, intake.Issued, intake.Published}},
		{"网址,名称,发文字号,成文日期,公开日期", intake.Mapping{intake.Address, intake.Title, intake.Number, intake.Issued, intake.Published}},
		{"序号, 文 号 ,*标题：,标题,分类,内容,主题词,channel,stage,normative,validity",
			intake.Mapping{"", intake.Number, intake.Title, "", intake.Category, intake.Body, intake.Keywords, intake.Channel, intake.Stage, intake.Normative, intake.Validity}},
	} {
		if got := intake.Guess(strings.Split(c.header, ",")); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.header, got)
		}
	}
	seen := map[string]intake.Field{}
	for _, row := range intake.Fields {
		for _, h := range append([]string{string(row.Field), row.Name}, row.Headings...) {
			if other, twice := seen[h]; twice {
				t.Errorf("%s stands for %s and %s", h, other, row.Field)
			}
			seen[h] = row.Field
		}
	}
}

func TestMappingIsRemembered(t *testing.T) {
	each(t, func(t *testing.T, o *office.Office) {
		j := file(t, "a.csv", []byte("甲,乙\n2017-01-05,通知\n"))
		p, err := intake.Preview(ctx, o, j, 10)
		if err != nil || !errors.Is(p.Problem, intake.ErrNoTitle) {
			t.Fatalf("unknown headings: %+v %v", p, err)
		}
		// As it was kept while the columns alone were remembered.
		if err := o.Store.SaveMapping(ctx, j.Agency, `["甲","乙"]`, `["published","title"]`); err != nil {
			t.Fatal(err)
		}
		if p, err = intake.Preview(ctx, o, j, 10); err != nil || p.Problem != nil || p.Category != "" || p.Channel != 0 {
			t.Fatalf("remembered of old: %+v %v", p, err)
		}
		j.Mapping, j.Channel = intake.Mapping{intake.Published, intake.Title}, publication.Weibo
		if b, _ := in(t, o, j); b.Imported != 1 {
			t.Fatalf("%+v", b)
		}
		j = file(t, "b.csv", []byte("甲,乙\n2017-01-05,公告\n坏,公告\n2017-01-06,决定\n"))
		p, err = intake.Preview(ctx, o, j, 2)
		if err != nil || p.Problem != nil || p.Format != "CSV UTF-8" || len(p.Rows) != 2 || !p.More {
			t.Fatalf("%+v %v", p, err)
		}
		if p.Channel != publication.Weibo {
			t.Errorf("for rows without a channel %v is remembered", p.Channel)
		}
		if p.Rows[0].Record.Content.Title != "公告" || p.Rows[0].Refused != nil || p.Rows[1].Refused == nil || p.Rows[1].Refused.Field != "甲" {
			t.Errorf("%+v", p.Rows)
		}
		j.Agency = "JYJ"
		if p, err = intake.Preview(ctx, o, j, 2); err != nil || p.Problem == nil {
			t.Errorf("another agency's mapping: %+v %v", p, err)
		}
	})
}

func TestStreamGoesOn(t *testing.T) {
	const total = 9500
	records := func(yield func(intake.Record) bool) {
		for i := range total {
			r := intake.Record{Agency: []agency.Code{"ZFBGT", "JYJ"}[i%2]}
			r.Content.Title, r.Content.Channels = fmt.Sprintf("第%d号", i), publication.Website
			r.PublishedAt = calendar.Date(2016+i%3/2, 5, 6).Start()
			if !yield(r) {
				return
			}
		}
	}
	each(t, func(t *testing.T, o *office.Office) {
		s := intake.Stream{Name: "demo", Voucher: "演示", Total: total, Records: records}
		sum := int64(0)
		for try := 0; ; try++ {
			c, cancel := context.WithCancel(ctx)
			told := 0
			position, n, err := intake.ImportStream(c, o, account.Console, s, func(done, _ int64) {
				if told++; told > 1 && done < total {
					cancel()
				}
			})
			cancel()
			sum += n
			audit(t, o)
			if err == nil {
				if try == 0 || position != total {
					t.Errorf("at %d after %d tries", position, try)
				}
				break
			}
			if !errors.Is(err, context.Canceled) || try > 10 {
				t.Fatal(err)
			}
		}
		if sum != total {
			t.Errorf("imported %d", sum)
		}
		for _, code := range []agency.Code{"ZFBGT", "JYJ"} {
			list, err := o.Store.PublicationsOfAgency(ctx, code, 0, total)
			if err != nil || len(list) != total/2 {
				t.Fatalf("%s: %d %v", code, len(list), err)
			}
			serial := map[int]int64{}
			for _, p := range list { // ids and serials both follow the stream
				y := p.PublishedOn().Year()
				serial[y]++
				if want := publication.IndexNumber(code, y, serial[y]); p.Index != want {
					t.Fatalf("%s, want %s", p.Index, want)
				}
			}
		}
	})
}

// BenchmarkImport imports a catalogue of bodies of some 600 bytes into SQLite,
// from the file to the last commit.
func BenchmarkImport(b *testing.B) {
	const rows = 200_000
	j := file(b, "a.csv", thousands(rows))
	for b.Loop() {
		b.StopTimer()
		o := open(b, storetest.Open(b, storetest.SQLite(b)))
		b.StartTimer()
		run, err := intake.Import(ctx, o, account.Console, j, nil)
		if err != nil {
			b.Fatal(err)
		}
		if run.Imported != rows/100*98 {
			b.Fatal(run)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
