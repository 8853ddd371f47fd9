package desk

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/office/intake"
)

// The head says why numbers of the agency's series were never published, and
// may take it back; others may not.
func TestSeriesAtTheDesk(t *testing.T) {
	w := registry(t)
	w.numbered("JYJ", "长教发〔2017〕1号", "长教发〔2017〕5号")
	w.numbered("HBJ", "长环发〔2017〕2号")
	const at = "/desk/series/%E9%95%BF%E6%95%99%E5%8F%91/2017"
	if both := w.as("both").get("/desk/series"); both.status != http.StatusForbidden {
		t.Errorf("a clerk: %d", both.status)
	}
	head := w.as("head.jyj")
	if head.get("/desk/series").says("长教发〔2017〕"); strings.Contains(head.text(), "长环发") {
		t.Error("a head sees another agency's series")
	}
	if head.get("/desk/series/%E9%95%BF%E7%8E%AF%E5%8F%91/2017"); head.status != http.StatusForbidden {
		t.Errorf("another agency's series: %d", head.status)
	}
	form := `form[action="` + at + `"]`
	head.get(at).says("没有说明原因", "2-4").submit(form, "").says("请填写编号")
	head.get(at).fill("numbers", "4-5", "reason", "unused").submit(form, "").says("这些编号中有已经公开的")
	head.get(at).fill("numbers", "2—3", "reason", "withheld").submit(form, "").says("不予公开须选择法定依据")
	head.get(at).fill("numbers", "2—3", "reason", "unused", "note", "跳号").submit(form, "").says("已说明原因", "编号未使用。跳号", "说明未公开的文号")
	head.get(at).fill("numbers", "3", "reason", "unused").submit(form, "").says("这些编号中有已经说明过的")
	const orders = "/desk/series/%E9%95%BF%E6%98%A5%E5%B8%82%E6%95%99%E8%82%B2%E5%B1%80%E4%BB%A4%E7%AC%AC/2017"
	w.numbered("JYJ", "长春市教育局令第3号")
	head.get("/desk/series").says("长春市教育局令（2017年起）")
	head.get(orders).fill("numbers", "1", "reason", "unused", "note", "试编").submit(`form[action="`+orders+`"]`, "").says("已说明原因", "编号未使用。试编")
	head.get(orders).submit(`form[action="`+orders+`/retract"]`, "").says("说明已经撤销", "1-2")
	w.as("city").get("/desk/series").says("长环发〔2017〕", "长教发〔2017〕")
	w.as("city").get(at).submit(`form[action="`+at+`/retract"]`, "").says("说明已经撤销", "2-4", "撤销文号说明")
}

// numbered imports documents with these numbers.
func (w *town) numbered(in agency.Code, numbers ...string) {
	w.t.Helper()
	table := "名称,文号,成文日期,公开日期\n"
	for _, number := range numbers {
		table += "关于" + number + "的通知," + number + ",2017-03-01,2017-03-02\n"
	}
	path := filepath.Join(w.t.TempDir(), string(in)+".csv")
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		w.t.Fatal(err)
	}
	run, err := intake.Import(w.t.Context(), w.office, account.Console, intake.Job{Agency: in, File: path, Voucher: "测试"}, nil)
	if err != nil || run.Imported != int64(len(numbers)) {
		w.t.Fatal(err, run.Imported)
	}
}
