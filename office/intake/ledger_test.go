package intake_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/office/intake"
	"gongkai/store"
)

func ledgerFile(t testing.TB, book ledger.Code, name string, content []byte) intake.LedgerJob {
	t.Helper()
	return intake.LedgerJob{Agency: "ZFBGT", Book: book, File: file(t, name, content).File}
}

// intoLedger imports and gives the balance and what is in the book, oldest
// number first.
func intoLedger(t *testing.T, o *office.Office, j intake.LedgerJob) (intake.Balance, []ledger.Entry) {
	t.Helper()
	run, err := intake.ImportLedger(ctx, o, account.Console, j, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := intake.BalanceOf(ctx, o.Store, run)
	if err != nil {
		t.Fatal(err)
	}
	if b.Read != b.Imported+b.Already+b.RefusedCount || int64(len(b.Refused)) != b.RefusedCount || b.Ledger != j.Book {
		t.Errorf("the balance does not balance: %+v", b)
	}
	list, err := o.Store.Entries(ctx, store.LedgerSelection{Seat: ledger.Seat{All: true}, Book: j.Book}, store.LedgerPlace{}, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(list, func(a, b ledger.Entry) int { return int(a.ID - b.ID) })
	return b, list
}

func soundLedgers(t *testing.T, o *office.Office) {
	t.Helper()
	err := o.Store.Audit(ctx, func(d store.Difference) { t.Errorf("audit: %+v", d) }, map[string]publication.Attachment{}, nil)
	if err != nil {
		t.Error(err)
	}
}

func TestImportLedger(t *testing.T) {
	const matters = "事项,*类别,发现日期,发现时间,回应\r\n" +
		"说明：文字,类别,日期,时间,回应\r\n" +
		"供热,公众关注热点,2017/11/1,9:30,\"2017年11月2日|10:05|微博|1,200|已经恢复供热\n20171103||微信｜34\n\"\r\n" + // row 3
		"=1+1,hot,2017-11-01,,\r\n" + // row 4: in CSV a text
		"入学,热点,2017-11-01,,\r\n" + // row 5
		"停水,重大舆情,2017-11-05,,2017-11-04||微博|5\r\n" + // row 6
		"噪声,重大舆情,2030-01-01,,\r\n" + // row 7
		"路灯,重大舆情,2017-11-05,,2017-11-06||微博|约5\r\n" + // row 8
		"供热,公众关注热点,2017-11-01,09:30:00,\"2017-11-02|10:05|weibo|1200|已经恢复供热\n2017-11-03||wechat|34\"\r\n" + // row 9: the same
		"供热,公众关注热点,2017-11-01,,\r\n" + // row 10: other words
		"公交,公众关注热点,2017-11-01,,2017-11-02||微博|5|好||多余\r\n" + // row 11
		"绿化,公众关注热点,2017-11-01,,2017-11-02||微博|5|好|ZFBGT/2017-000009\r\n" + // row 12
		"\xff,公众关注热点,2017-11-01,,\r\n" // row 13
	each(t, func(t *testing.T, o *office.Office) {
		j := ledgerFile(t, "matter", "舆情.csv", []byte(matters))
		b, list := intoLedger(t, o, j)
		want := []intake.Refused{
			{Row: 5, Column: "*类别", Reason: "请从选项中选择：公众关注热点、重大舆情、网民留言咨询", Value: "热点"},
			{Row: 6, Column: "回应", Reason: "回应第 1 行日期：不能早于“发现日期”", Value: "2017-11-04||微博|5"},
			{Row: 7, Column: "发现日期", Reason: "不能晚于今天", Value: "2030-01-01"},
			{Row: 8, Column: "回应", Reason: "第 1 行人次：请填写整数，如 57", Value: "2017-11-06||微博|约5"},
			{Row: 10, Reason: intake.ErrDiffers.Error(), Value: "供热"},
			{Row: 11, Column: "回应", Reason: "第 1 行竖线分开的项目太多", Value: "2017-11-02||微博|5|好||多余"},
			{Row: 12, Column: "回应", Reason: ledger.ErrNoLink.Error(), Value: "ZFBGT/2017-000009"},
		}
		if b.Read != 11 || b.Imported != 2 || b.Already != 1 {
			t.Errorf("read %d, imported %d, already %d", b.Read, b.Imported, b.Already)
		}
		if len(b.Refused) != 8 || b.Refused[7].Row != 13 || b.Refused[7].Column != "事项" {
			t.Errorf("refused: %+v", b.Refused)
		} else if diff := cmp.Diff(want, b.Refused[:7]); diff != "" {
			t.Error(diff)
		}
		if len(list) != 2 || list[1].Title() != "=1+1" || list[0].Run != b.Run {
			t.Fatalf("in the book: %+v", list)
		}
		exact := ledger.Values{Row: ledger.Row{"title": "供热", "kind": "hot", "found_on": "2017-11-01", "found_at": "09:30"}, Rows: map[string][]ledger.Row{"responses": {
			{"day": "2017-11-02", "time": "10:05", "channel": "weibo", "person_times": "1200", "words": "已经恢复供热"},
			{"day": "2017-11-03", "channel": "wechat", "person_times": "34"}}}}
		if diff := cmp.Diff(exact, list[0].Values); diff != "" {
			t.Error(diff)
		}
		again, list := intoLedger(t, o, j)
		if again.Imported != 0 || again.Already != 3 || len(list) != 2 {
			t.Errorf("a second time: %+v", again)
		}
		soundLedgers(t, o)

		// One of them has come before the public; undone, nothing of it is left there.
		if _, err := o.ReleaseEntry(ctx, account.Console, "matter", list[0].ID, 0, "钱科长"); err != nil {
			t.Fatal(err)
		}
		run, err := intake.Undo(ctx, o, account.Console, b.Run, nil)
		if err != nil || run.UndoneAt.IsZero() {
			t.Fatalf("undo: %+v, %v", run, err)
		}
		if _, err := intake.Undo(ctx, o, account.Console, b.Run, nil); !errors.Is(err, intake.ErrUndone) {
			t.Errorf("undone twice: %v", err)
		}
		n, err := o.Store.CountPublicEntries(ctx, store.LedgerSelection{})
		struck, err2 := o.Store.CountEntries(ctx, store.LedgerSelection{Seat: ledger.Seat{All: true}, State: ledger.Struck})
		if err != nil || err2 != nil || n != 0 || struck != 2 {
			t.Errorf("undone: %d before the public, %d struck out, %v %v", n, struck, err, err2)
		}
		anew, list := intoLedger(t, o, j)
		if anew.Imported != 2 || anew.Already != 1 || len(list) != 4 {
			t.Errorf("after it was undone: %+v", anew)
		}
		soundLedgers(t, o)
	})
}

// Of a book with one entry a month, the same month with other numbers is
// refused and not dropped.
func TestImportLedgerSole(t *testing.T) {
	each(t, func(t *testing.T, o *office.Office) {
		b, _ := intoLedger(t, o, ledgerFile(t, "decisions", "a.csv", []byte("年,月,行政许可,行政事业性收费\n2017,1,1,12.5万元\n2017,2,2,\"251,000元\"\n2017,1,1,12.5\n2017,1,9,\n2017,13,9,\n2017,3,,\n")))
		if b.Imported != 2 || b.Already != 1 || b.RefusedCount != 3 || b.Refused[0].Reason != intake.ErrDiffers.Error() {
			t.Errorf("%+v", b)
		}
		b, list := intoLedger(t, o, ledgerFile(t, "decisions", "b.csv", []byte("year,month,licences,levied\n2017,2,2,25.1\n2017,01,7,\n")))
		if b.Imported != 0 || b.Already != 1 || b.RefusedCount != 1 || len(list) != 2 || list[1].Values.Text("levied") != "25.1" {
			t.Errorf("%+v", b)
		}
	})
}

func TestImportLedgerRefusesFiles(t *testing.T) {
	each(t, func(t *testing.T, o *office.Office) {
		clerk := account.Actor{Login: "li", Grants: []account.Grant{{Role: account.Clerk, Agency: "ZFBGT"}}}
		for _, c := range []struct {
			name, file string
			book       ledger.Code
			by         account.Actor
			in         agency.Code
			want       error
		}{
			{"a column that is none", "名称,地址,场所,开放时间,启用日期,面积\n", "reading_point", account.Console, "ZFBGT", intake.ErrColumn},
			{"a column without a heading", "名称,,地址,场所,开放时间,启用日期\n", "reading_point", account.Console, "ZFBGT", intake.ErrColumn},
			{"a column that is missing", "名称,地址,场所,开放时间\n", "reading_point", account.Console, "ZFBGT", intake.ErrColumnNone},
			{"a column twice", "名称,名称,地址,场所,开放时间,启用日期\n", "reading_point", account.Console, "ZFBGT", intake.ErrFieldOnce},
			{"no such book", "名称\n", "novel", account.Console, "ZFBGT", ledger.ErrNoBook},
			{"no such agency", "名称\n", "reading_point", account.Console, "NONE", agency.ErrNotFound},
			{"a clerk", "名称\n", "reading_point", clerk, "ZFBGT", account.ErrForbidden},
		} {
			j := ledgerFile(t, c.book, "a.csv", []byte(c.file))
			j.Agency = c.in
			if _, err := intake.ImportLedger(ctx, o, c.by, j, nil); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		if runs, err := o.Store.Runs(ctx, "", 10); err != nil || len(runs) != 0 {
			t.Errorf("refused files left runs: %v, %v", runs, err)
		}
	})
}

// The template of every book is read by its own import, its row of
// explanations left out; and what it says can be filled in, comes in.
func TestLedgerTemplates(t *testing.T) {
	samples := map[ledger.Code]string{
		"conference":    "主题,2017-06-01,9:30,大厅,举办,是,张三|主任\n李四|处长,记者|几时完工|年底,,,,",
		"interview":     "主题,2017-06-01,,网站,否,,3,,,https://example.org/v",
		"explanation":   "活动,2017-06-01,座谈会,实施意见,,,会议室,40,王|科长,要点",
		"matter":        "事项,重大舆情,2017-06-01,,来信,,,,,,2017-06-01|10:00|政务热线|3|已答复|",
		"proposal":      "人大代表建议,市,一次会议,1,题目,代表,内容,教育局,2017-03-01,,市长,2017-04-01|调研,2017-05-01,A 类（已经解决或者采纳）,答复,满意,2017-06-01,,主动公开,,",
		"meeting":       "会议,常务会议,2017-06-01,否,,20,纪要,事项,赵|法律顾问|可行|部分采纳,不予公开,内部事务信息（2019年版第十六条第一款）,过程性",
		"supervision":   "供热督查,督查,供热企业,2017-05-01,问题,整改,2017-06-01,,,,",
		"training":      "培训,2017-06-01,2,,50,57,10,40,内容,,合格,",
		"reading_point": "图书馆,公共图书馆,南关区,人民大街1号,周一至周五,0431,电脑,2009-01-01,,2017-06-01,2017-06-01|12",
		"handout":       "政报,本市政府公报,政务公开中心,2017-06-01,,500,10,2017-06-01|50|印刷厂,2017-06-02|30|,",
		"staffing":      "2017,1,2,3,52.15,说明",
		"decisions":     "2017,6,1,2,3,4,5.5",
	}
	each(t, func(t *testing.T, o *office.Office) {
		for _, b := range ledger.Books {
			var asCSV, asXLSX bytes.Buffer
			if err := errors.Join(intake.LedgerTemplateCSV(&asCSV, b), intake.LedgerTemplate(&asXLSX, b)); err != nil {
				t.Fatal(err)
			}
			got, _ := intoLedger(t, o, ledgerFile(t, b.Code, "t.csv", asCSV.Bytes()))
			if got.Read != 0 {
				t.Errorf("%s: the empty template gives %+v", b.Code, got)
			}
			f, err := excelize.OpenReader(bytes.NewReader(asXLSX.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			cells := strings.Split(samples[b.Code], ",")
			if len(cells) != len(b.Fields) {
				t.Fatalf("%s: a sample of %d cells for %d fields", b.Code, len(cells), len(b.Fields))
			}
			for i, c := range cells {
				at, _ := excelize.CoordinatesToCellName(i+1, 3)
				if err := f.SetCellStr(b.Name, at, c); err != nil {
					t.Fatal(err)
				}
			}
			var filled bytes.Buffer
			if err := f.Write(&filled); err != nil {
				t.Fatal(err)
			}
			got, list := intoLedger(t, o, ledgerFile(t, b.Code, "t.xlsx", filled.Bytes()))
			if got.Imported != 1 || len(list) != 1 {
				t.Errorf("%s: %+v", b.Code, got)
				continue
			}
			for i, field := range b.Fields {
				if filled := list[0].Values.Has(field.Name) || len(list[0].Values.List(field.Name)) > 0; filled != (cells[i] != "") && field.Name != "due_on" {
					t.Errorf("%s: %s is %q of %q", b.Code, field.Label, list[0].Values.Text(field.Name), cells[i])
				}
			}
		}
		soundLedgers(t, o)
	})
}

// An import that was interrupted goes on behind its last batch, and the whole is
// undone at once.
func TestImportLedgerInBatches(t *testing.T) {
	var b strings.Builder
	b.WriteString("名称,场所,地址,开放时间,启用日期\n")
	for i := range 1575 {
		fmt.Fprintf(&b, "查阅点%d,社区、村,街%d号,全天,2017-01-01\n", i, i)
	}
	each(t, func(t *testing.T, o *office.Office) {
		j := ledgerFile(t, "reading_point", "a.csv", []byte(b.String()))
		interrupted := errors.New("interrupted")
		func() {
			defer func() {
				if got := recover(); got != interrupted {
					t.Errorf("not interrupted: %v", got)
				}
			}()
			intake.ImportLedger(ctx, o, account.Console, j, func(done, _ int64) {
				if done == 1000 {
					panic(interrupted)
				}
			})
		}()
		if n, err := o.Store.CountEntries(ctx, store.LedgerSelection{Seat: ledger.Seat{All: true}}); err != nil || n != 1000 {
			t.Fatalf("%d entries, %v", n, err)
		}
		got, list := intoLedger(t, o, j)
		if got.Read != 1575 || got.Imported != 1575 || len(list) != 1575 || got.Run != 1 {
			t.Errorf("%+v", got)
		}
		entries, err := o.Store.JournalOf(ctx, list[1574].Thing())
		if err != nil || len(entries) != 1 || entries[0].Act != journal.LedgerImport {
			t.Errorf("journal of the last: %+v, %v", entries, err)
		}
		ids := make([]int64, len(list))
		for i, e := range list {
			ids[i] = e.ID
		}
		if n, err := o.ReleaseEntries(ctx, account.Console, "reading_point", ids, "钱科长"); err != nil || n != 1575 {
			t.Errorf("released %d, %v", n, err)
		}
		if n, err := o.ReleaseEntries(ctx, account.Console, "reading_point", ids, "钱科长"); err != nil || n != 0 {
			t.Errorf("released %d again, %v", n, err)
		}
		run, err := intake.Undo(ctx, o, account.Console, 1, nil)
		if err != nil || run.UndoneAt.IsZero() {
			t.Errorf("undo: %+v, %v", run, err)
		}
		if n, err := o.Store.CountPublicEntries(ctx, store.LedgerSelection{}); err != nil || n != 0 {
			t.Errorf("%d are still before the public, %v", n, err)
		}
		soundLedgers(t, o)
	})
}

func TestPreviewLedger(t *testing.T) {
	each(t, func(t *testing.T, o *office.Office) {
		s, err := intake.PreviewLedger(o, ledgerFile(t, "decisions", "a.csv", []byte("年,月,行政许可\n2017,1,1\n2017,13,1\n2017,2,x\n")), 2)
		if err != nil || s.Read != 3 || s.Refused != 2 || len(s.Rows) != 2 || s.Rows[0].Refused != nil || s.Rows[1].Refused.Field != "月" {
			text, _ := json.Marshal(s)
			t.Errorf("%s, %v", text, err)
		}
		if n, err := o.Store.CountEntries(ctx, store.LedgerSelection{Seat: ledger.Seat{All: true}}); err != nil || n != 0 {
			t.Errorf("a preview saved %d, %v", n, err)
		}
	})
}
