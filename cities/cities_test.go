package cities

import (
	"encoding/json"
	"regexp"
	"testing"
)

func read(t *testing.T, file string, into any) {
	t.Helper()
	text, err := FS.ReadFile("changchun/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

var form = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,15}$`)

func TestAgenciesAreThoseOfTheReport(t *testing.T) {
	var agencies []struct {
		Code, Parent, Name, Short, En, Kind, Prefix string
		Series                                      []string
		Contact                                     struct{ Office, Address, Hours, Phone, Fax, Email, Postcode string }
	}
	read(t, "agencies.json", &agencies)
	kinds := map[string]int{}
	seen := map[string]bool{"": true}
	for _, a := range agencies {
		kinds[a.Kind]++
		if !form.MatchString(a.Code) || !seen[a.Parent] {
			t.Errorf("%s: code %q, parent %q", a.Name, a.Code, a.Parent)
		}
		for _, own := range append([]string{a.Code, a.Name, a.Short}, a.Series...) {
			if own == "" || seen[own] {
				t.Errorf("%s: %q is missing or another's", a.Name, own)
			}
			seen[own] = true
		}
		c := a.Contact
		if a.En == "" || a.Prefix == "" || c.Office == "" || c.Address == "" || c.Hours == "" || c.Phone == "" || c.Fax == "" || c.Email == "" || c.Postcode == "" {
			t.Errorf("%s: a field is empty", a.Name)
		}
	}
	for kind, want := range map[string]int{"government": 1, "county": 10, "zone": 5, "department": 48, "township": 4} {
		if kinds[kind] != want {
			t.Errorf("%d of kind %s, want %d", kinds[kind], kind, want)
		}
	}
}

func TestCategoriesHangTogether(t *testing.T) {
	var categories []struct{ Code, Parent, Name, En string }
	read(t, "categories.json", &categories)
	root := regexp.MustCompile(`^(A(0[1-9]|1[0-5])|B0[1-7]|C0[1-8])$`)
	known := map[string]bool{}
	for _, c := range categories {
		if !root.MatchString(c.Parent) || len(c.Code) != 5 || c.Code[:3] != c.Parent || known[c.Code] || c.Name == "" || c.En == "" {
			t.Errorf("%+v", c)
		}
		known[c.Code] = true
	}
	var topics []struct {
		Code, Name, En       string
		Categories, Keywords []string
	}
	read(t, "topics.json", &topics)
	for _, topic := range topics {
		for _, c := range topic.Categories {
			if !known[c] {
				t.Errorf("topic %s: category %s", topic.Name, c)
			}
		}
	}
	var obligations []struct {
		Code, Area, Name, En, Category, Period string
		Levels                                 []string
	}
	read(t, "obligations.json", &obligations)
	areas := map[string]int{}
	for _, o := range obligations {
		areas[o.Area]++
		switch o.Period {
		case "month", "quarter", "year", "change":
		default:
			t.Errorf("%s: period %q", o.Name, o.Period)
		}
		if !known[o.Category] || len(o.Levels) == 0 || o.En == "" {
			t.Errorf("%+v", o)
		}
	}
	for _, area := range []string{"重大建设项目批准和实施", "公共资源配置", "社会公益事业建设", "基层政务公开标准目录"} {
		if areas[area] == 0 {
			t.Errorf("nothing must be public in %s", area)
		}
	}
}

func TestOfficeOfTheReport(t *testing.T) {
	var city struct {
		Name   string
		Office struct{ Agency, Phone, Fax, Address, Postcode string }
	}
	read(t, "city.json", &city)
	o := city.Office
	if city.Name != "长春市" || o.Agency != "ZFBGT" || o.Phone != "0431-88779005" || o.Fax != "0431-88779002" || o.Address != "长春市普阳街3177号" || o.Postcode != "130011" {
		t.Errorf("%+v", city)
	}
}
