package norm

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCitations(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// Numbers in all their spellings are one key.
		{"长府办发〔2017〕54号", "mentions #长府办发〔2017〕54号 2017|54|长府办发"},
		{"按照长府办发[2017]54号文件要求", "basis #长府办发[2017]54号 2017|54|长府办发"},
		{"见长府办发（2017）第54号。", "mentions #长府办发（2017）第54号 2017|54|长府办发"},
		{"根据长府办发【2017】 54 号", "basis #长府办发【2017】 54 号 2017|54|长府办发"},
		{"执行长府办发2017年54号文", "mentions #长府办发2017年54号 2017|54|长府办发"},
		{"吉政发〔2016〕1号和长府发〔2016〕2号", "mentions #吉政发〔2016〕1号 2016|1|吉政发; mentions #长府发〔2016〕2号 2016|2|长府发"},
		{"根据和政发〔2016〕2号文件", "basis #和政发〔2016〕2号 2016|2|和政发"},
		{"经国务院令第711号修订", "mentions #国务院令第711号 国务院令711"},
		{"由市政府令第5号公布", "mentions #市政府令第5号 市政府令5"},
		// Titles.
		{"《中华人民共和国政府信息公开条例》（国务院令第492号）", "mentions 中华人民共和国政府信息公开条例 #国务院令第492号 国务院令492"},
		{"《国务院关于修改〈中华人民共和国发票管理办法〉的决定》", "mentions 国务院关于修改〈中华人民共和国发票管理办法〉的决定"},
		{"《关于印发《某办法》的通知》", "mentions 关于印发《某办法》的通知"},
		{"《某市停车管理办法（试行）》（某府发〔2010〕3号）", "mentions 某市停车管理办法（试行） #某府发〔2010〕3号 2010|3|某府发"},
		{"《没有写完", ""},
		// Articles.
		{"依照《某法》第三十条第二款第（三）项的规定处罚", "basis 某法 art_30__para_2__item_3"},
		{"《某法》第三条、第五条和第七条之一", "mentions 某法 art_3; mentions 某法 art_5; mentions 某法 art_7-1"},
		{"《某条例》（以下简称《条例》）第二十条", "mentions 某条例; mentions 某条例 art_20"},
		{"违反本办法第十二条第一款的", "mentions art_12__para_1"},
		{"违反本办法第12条的", "mentions art_12"},
		{"第一条 为了某事\n第二条 依照第一条办理。", "basis art_1"},
		// Basis.
		{"为了规范某事，根据《甲法》、《乙条例》和《丙办法》等规定，结合我市实际，制定本办法。", "basis 甲法; basis 乙条例; basis 丙办法"},
		{"根据《甲法》，制定《丁办法》。", "basis 甲法; mentions 丁办法"},
		{"为贯彻落实《国务院关于某事的意见》（国发〔2016〕5号）精神，现通知如下：", "basis 国务院关于某事的意见 #国发〔2016〕5号 2016|5|国发"},
		{"根据《国务院关于修改〈甲〉的决定》修订", "basis 国务院关于修改〈甲〉的决定"},
		{"依据国发〔2016〕5号、吉政发〔2016〕6号，制定本方案。", "basis #国发〔2016〕5号 2016|5|国发; basis #吉政发〔2016〕6号 2016|6|吉政发"},
		// Amendment.
		{"一、对《某市停车管理办法》作如下修改：", "amends 某市停车管理办法"},
		{"长春市人民政府关于修改《长春市城市供热管理办法》的决定", "amends 长春市城市供热管理办法"},
		{"将《甲办法》第三条修改为：", "amends 甲办法 art_3"},
		{"市政府决定，根据《甲法》，对《乙办法》部分条款予以修改。", "basis 甲法; amends 乙办法"},
		// Repeal.
		{"本办法自2017年6月30日起施行。《某市停车管理办法》（某府发〔2010〕3号）同时废止。", "repeals 某市停车管理办法 #某府发〔2010〕3号 2010|3|某府发"},
		{"本办法自发布之日起施行，2010年发布的《甲办法》、《乙办法》同时废止。", "repeals 甲办法; repeals 乙办法"},
		{"关于废止《甲办法》和《乙办法》的决定", "repeals 甲办法; repeals 乙办法"},
		{"根据《甲法》，现将《乙办法》予以废止。", "basis 甲法; repeals 乙办法"},
		{"根据《甲法》，《乙办法》同时废止。", "basis 甲法; repeals 乙办法"},
		{"决定对下列文件予以废止：\n一、《甲办法》（长府发〔1998〕3号）\n二、《乙办法》\n特此通知。参见《丙》。", "repeals 甲办法 #长府发〔1998〕3号 1998|3|长府发; repeals 乙办法; mentions 丙"},
		{"长府发〔1998〕3号文件即行废止。", "repeals #长府发〔1998〕3号 1998|3|长府发"},
		// Neither.
		{"长春市人民政府关于印发《长春市物业管理办法》的通知", "mentions 长春市物业管理办法"},
		{"转发《省政府办公厅关于某事的通知》", "mentions 省政府办公厅关于某事的通知"},
		{"会议废止了旧例。现印发《甲》。", "mentions 甲"},
		{"没有引用：共54号楼，2017年5号线。", ""},
		{"", ""},
	} {
		var got []string
		for _, x := range Citations(c.text) {
			s := string(x.Role)
			for _, part := range []string{x.Title, hash(x.Number), x.Key, x.At} {
				if part != "" {
					s += " " + part
				}
			}
			got = append(got, s)
			if x.Text != c.text[x.Start:x.End] || x.Text == "" {
				t.Errorf("%q is not %q", x.Text, c.text[x.Start:x.End])
			}
			if (x.Article == "") != (x.At == "") {
				t.Errorf("article %q at %q", x.Article, x.At)
			}
		}
		if g := strings.Join(got, "; "); g != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, g, c.want)
		}
	}
}

func hash(s string) string {
	if s == "" {
		return ""
	}
	return "#" + s
}

// Citations lie in order, do not overlap, and stand in the text where they say.
func FuzzCitations(f *testing.F) {
	f.Add("根据《甲〈乙〉》（长府发〔2017〕5号）第三条、第五条，国务院令第5号同时废止。")
	f.Add("《《》》第一条第二款第（三）项〔2017〕5号\n一、《》")
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, c := range Citations(s) {
			if c.Start < end || c.End <= c.Start || s[c.Start:c.End] != c.Text || c.Role == "" || c.Title == "" && c.Number == "" && c.Article == "" {
				t.Fatalf("%+v behind %d", c, end)
			}
			end = c.End
		}
	})
}

func TestCitationsOfRealTexts(t *testing.T) {
	roles := map[Role]int{}
	missed := 0
	for name, text := range realTexts(t) {
		plain := Parse(text).Plain()
		list := Citations(plain)
		for _, c := range list {
			roles[c.Role]++
		}
		// 《甲》同时废止: the title right before the words.
		for _, m := range repealed.FindAllStringIndex(plain, -1) {
			i := slices.IndexFunc(list, func(c Citation) bool { return c.Start <= m[0] && m[0] < c.End })
			if i < 0 || list[i].Role != Repeals {
				missed++
				t.Logf("%s: %s", name, plain[max(0, m[0]-60):m[1]])
			}
		}
	}
	t.Log(roles)
	if roles[Basis] < 1000 || roles[Repeals] < 200 || roles[Amends] < 300 || missed > 2 {
		t.Errorf("%v, %d repeals missed", roles, missed)
	}
}

var repealed = regexp.MustCompile(`》(?:[（(][^）)]*[）)])?同时废止`)
