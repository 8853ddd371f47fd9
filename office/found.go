package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/figures/annual"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
)

// CityFile is city.json of a folder of package cities, and what
// store.City("city") keeps of it.
type CityFile struct {
	Code        string      `json:"code"`
	Name        string      `json:"name"`
	English     string      `json:"en"`
	Site        string      `json:"site"`
	SiteEnglish string      `json:"site_en"`
	Government  agency.Code `json:"government"`
	// PublicAddress is where the portal is reached, https://…, for citations
	// and codes; "" means as it is asked for. FormerHosts are the hosts of the
	// sites it replaces, separated by blanks: their addresses redirect.
	PublicAddress string     `json:"public_address"`
	FormerHosts   string     `json:"former_hosts"`
	Office        CityOffice `json:"office"`
}

// CityOffice is the city's disclosure office (主管部门, art. 3).
type CityOffice struct {
	Agency  agency.Code `json:"agency"`
	Name    string      `json:"name"`
	English string      `json:"en"`
	agency.Card
}

type agencyFile struct {
	Code    agency.Code `json:"code"`
	Parent  agency.Code `json:"parent"`
	Name    string      `json:"name"`
	Short   string      `json:"short"`
	English string      `json:"en"`
	Kind    agency.Kind `json:"kind"`
	Prefix  string      `json:"prefix"`
	Contact agency.Card `json:"contact"`
}

type categoryFile struct {
	Code    string `json:"code"`
	Parent  string `json:"parent"`
	Name    string `json:"name"`
	English string `json:"en"`
}

type topicFile struct {
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	English    string   `json:"en"`
	Categories []string `json:"categories"`
}

type obligationFile struct {
	Code     string   `json:"code"`
	Area     string   `json:"area"`
	Name     string   `json:"name"`
	English  string   `json:"en"`
	Category string   `json:"category"`
	Levels   []string `json:"levels"`
	Period   string   `json:"period"`
}

// levelKinds is which kinds of agency a level of an obligation binds.
var levelKinds = map[string][]agency.Kind{
	"city":     {agency.Department},
	"county":   {agency.County, agency.Zone},
	"township": {agency.Township},
}

// ErrFounded refuses to found a city where one stands.
var ErrFounded = errors.New("这里已经建立了平台")

// Founded says whether the record holds a city.
func (o *Office) Founded(ctx context.Context) (bool, error) {
	text, err := o.Store.City(ctx, "city")
	return text != "", err
}

// City is the city's own data; the zero CityFile before it is founded.
func (o *Office) City(ctx context.Context) (CityFile, error) {
	var c CityFile
	text, err := o.Store.City(ctx, "city")
	if err != nil || text == "" {
		return c, err
	}
	return c, json.Unmarshal([]byte(text), &c)
}

// FoundEmpty makes a city of a name without agencies; its category tree has
// only the roots of articles 20 and 21. Errors: [ErrFounded].
func (o *Office) FoundEmpty(ctx context.Context, by account.Actor, c CityFile) error {
	return o.found(ctx, by, c, nil, nil, nil, nil, nil)
}

// Found makes the city of a folder as package cities describes it, in one act.
// Errors: [ErrFounded], and a sentence that names the file for bad data.
func (o *Office) Found(ctx context.Context, by account.Actor, folder fs.FS) error {
	var c CityFile
	var agencies []agencyFile
	var categories []categoryFile
	var topics []topicFile
	var obligations []obligationFile
	for name, into := range map[string]any{
		"city.json": &c, "agencies.json": &agencies, "categories.json": &categories,
		"topics.json": &topics, "obligations.json": &obligations,
	} {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return fmt.Errorf("found city: %w", err)
		}
		if err := json.Unmarshal(text, into); err != nil {
			return fmt.Errorf("found city: %s: %w", name, err)
		}
	}
	printed, err := printedReports(folder)
	if err != nil {
		return err
	}
	return o.found(ctx, by, c, agencies, categories, topics, obligations, printed)
}

// PrintedKey is under which the city's data has a report that was printed, to be
// held against the one compiled.
func PrintedKey(in agency.Code, year int) string {
	return "printed/" + string(in) + "/" + strconv.Itoa(year)
}

// printedReports are the reports of printed.json, each as it is kept; a city
// need have none.
func printedReports(folder fs.FS) (map[string]string, error) {
	text, err := fs.ReadFile(folder, "printed.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var list []annual.Printed
	if err == nil {
		err = json.Unmarshal(text, &list)
	}
	kept := map[string]string{}
	for _, p := range list {
		one, e := json.Marshal(p)
		if err = errors.Join(err, e); err == nil {
			kept[PrintedKey(agency.Code(p.Agency), p.Year)] = string(one)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("found city: printed.json: %w", err)
	}
	return kept, nil
}

func (o *Office) found(ctx context.Context, by account.Actor, c CityFile, agencies []agencyFile, categories []categoryFile,
	topics []topicFile, obligations []obligationFile, more map[string]string) error {
	at := o.Now()
	return o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		if text, err := tx.City(ctx, "city"); err != nil {
			return err
		} else if text != "" {
			return ErrFounded
		}
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		contact, err := json.Marshal(c.Office)
		if err != nil {
			return err
		}
		ts := make([]store.Topic, 0, len(topics))
		for i, t := range topics {
			ts = append(ts, store.Topic{Code: t.Code, Name: t.Name, English: t.English, Categories: t.Categories, Position: i + 1})
		}
		obs := make([]store.Obligation, 0, len(obligations))
		for i, b := range obligations {
			var kinds []agency.Kind
			for _, level := range b.Levels {
				kinds = append(kinds, levelKinds[level]...)
			}
			obs = append(obs, store.Obligation{Code: b.Code, Area: b.Area, Name: b.Name, English: b.English,
				Category: b.Category, Kinds: kinds, Period: b.Period, Position: i + 1})
		}
		e := journal.Entry{At: at, Act: journal.CityFound, Thing: "city/" + c.Code, Actor: string(by.Login), Note: c.Name}
		data := map[string]string{"city": string(text), "name": c.Name, "english": c.English,
			"site": c.Site, "site_english": c.SiteEnglish, "office": string(contact),
			"address": c.PublicAddress, "hosts": c.FormerHosts}
		maps.Copy(data, more)
		if err := tx.SaveCity(ctx, data, ts, obs, e); err != nil {
			return err
		}
		for i, a := range agencies {
			added, e, err := agency.Add(agency.Agency{Code: a.Code, Name: a.Name, Short: a.Short, English: a.English,
				Kind: a.Kind, Parent: a.Parent, Prefix: a.Prefix, Card: a.Contact, Position: i + 1}, string(by.Login), at)
			if err != nil {
				return fmt.Errorf("agencies.json: %s: %w", a.Code, err)
			}
			if err := tx.SaveAgency(ctx, added, e); err != nil {
				return err
			}
		}
		return saveTree(ctx, tx, by, categories)
	})
}

// saveTree writes the roots the Regulation orders, and the city's branches.
func saveTree(ctx context.Context, tx *store.Tx, by account.Actor, branches []categoryFile) error {
	position := 0
	save := func(c store.Category) error {
		position++
		c.Position = position
		e := journal.Entry{At: tx.At, Act: journal.CategoryAdd, Thing: "category/" + c.Code, Actor: string(by.Login), Note: c.Name}
		return tx.SaveCategory(ctx, c, e)
	}
	edition, ok := regulation.EditionOn(calendar.On(tx.At))
	if !ok {
		return fmt.Errorf("no edition of the Regulation on %s", calendar.On(tx.At))
	}
	for _, root := range edition.Categories {
		if err := save(store.Category{Code: root.Code, Name: root.Name, English: root.English, Article: root.Article}); err != nil {
			return err
		}
		for _, b := range branches {
			if b.Parent != root.Code {
				continue
			}
			if err := save(store.Category{Code: b.Code, Parent: b.Parent, Name: b.Name, English: b.English}); err != nil {
				return err
			}
		}
	}
	return nil
}

// ErrCategoryCode refuses a category code that is taken or does not follow its
// parent's.
var (
	ErrCategoryCode = errors.New("类别代码须以上级代码开头，后接两位数字或大写字母，且未被使用")
	ErrCategoryName = errors.New("请填写类别名称")
)

// addCategory adds a branch to the tree: the city's own with owner "", or an
// agency's, which those below it inherit. Who may is asked by AddBranch. Errors:
// [ErrCategoryCode], [ErrCategoryName].
func (o *Office) addCategory(ctx context.Context, by account.Actor, c store.Category) error {
	at := o.Now()
	return o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		if c.Name == "" {
			return ErrCategoryName
		}
		tree, err := tx.Categories(ctx)
		if err != nil {
			return err
		}
		parent := false
		for _, known := range tree {
			if known.Code == c.Code {
				return ErrCategoryCode
			}
			parent = parent || known.Code == c.Parent
			c.Position = max(c.Position, known.Position+1)
		}
		if !parent || len(c.Code) != len(c.Parent)+2 || c.Code[:len(c.Parent)] != c.Parent {
			return ErrCategoryCode
		}
		e := journal.Entry{At: at, Act: journal.CategoryAdd, Thing: "category/" + c.Code, Agency: string(c.Owner), Actor: string(by.Login), Note: c.Name}
		return tx.SaveCategory(ctx, c, e)
	})
}
