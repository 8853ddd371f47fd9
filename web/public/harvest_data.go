package public

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/publication"
	"gongkai/paper/sheet"
	"gongkai/store"
	"gongkai/web/page"
)

// licenceLine is what those who take the data over may do with it, in one
// sentence; the page on open data says the rest.
const licenceLine = "目录数据可以自由复制、加工、传播，请注明来源和取得日期。"

const licenceHref = "/data#licence"

// dataField is one field of the catalogue as it is handed out: its name in
// JSON, its heading in CSV, and what is in it.
type dataField struct{ Key, Label, Note string }

var dataFields = []dataField{
	{"index", "索引号", "全市唯一，公开以后不变，撤下后不再使用"},
	{"title", "名称", ""},
	{"number", "文号", "没有的为空"},
	{"agency", "机关代码", "现在负责的机关"},
	{"agency_name", "机关", "公开当日的名称"},
	{"category", "分类代码", ""},
	{"category_name", "分类", "从大类到小类，用“/”分开"},
	{"issued_on", "成文日期", "不详的为空"},
	{"published_at", "公开时间", "带时区"},
	{"version", "版本", "从 1 起"},
	{"updated_at", "更新时间", "现在的版本公开的时间"},
	{"normative", "规范性文件", ""},
	{"validity", "有效性", "规范性文件才有"},
	{"ended_on", "失效日期", "有效的为空"},
	{"channels", "渠道", ""},
	{"keywords", "主题词", ""},
	{"interprets", "解读的文件", "文号或者索引号"},
	{"files", "附件", "网址"},
	{"address", "网址", "长期有效"},
	{"piece", "解读形式", "解读政策的才有"},
}

// dataRecord is a record of the catalogue; its names are those of dataFields.
type dataRecord struct {
	Index        string   `json:"index"`
	Title        string   `json:"title"`
	Number       string   `json:"number"`
	Agency       string   `json:"agency"`
	AgencyName   string   `json:"agency_name"`
	Category     string   `json:"category"`
	CategoryName string   `json:"category_name"`
	IssuedOn     string   `json:"issued_on"`
	PublishedAt  string   `json:"published_at"`
	Version      int      `json:"version"`
	UpdatedAt    string   `json:"updated_at"`
	Normative    bool     `json:"normative"`
	Validity     string   `json:"validity"`
	EndedOn      string   `json:"ended_on"`
	Channels     []string `json:"channels"`
	Keywords     string   `json:"keywords"`
	Interprets   string   `json:"interprets"`
	Files        []string `json:"files"`
	Address      string   `json:"address"`
	Piece        string   `json:"piece"`
}

// cells is the record in the order of dataFields.
func (d dataRecord) cells() []string {
	yes := "否"
	if d.Normative {
		yes = "是"
	}
	return []string{d.Index, d.Title, d.Number, d.Agency, d.AgencyName, d.Category, d.CategoryName, d.IssuedOn, d.PublishedAt,
		strconv.Itoa(d.Version), d.UpdatedAt, yes, d.Validity, d.EndedOn, strings.Join(d.Channels, "；"), d.Keywords, d.Interprets,
		strings.Join(d.Files, " "), d.Address, d.Piece}
}

func dataRecordOf(c *city, r *http.Request, v store.CatalogueRow) dataRecord {
	d := dataRecord{Index: v.Index, Title: v.Title, Number: v.Number, Agency: string(v.Agency), Category: v.Category, IssuedOn: v.IssuedOn.String(),
		PublishedAt: stamp(v.PublishedAt), Version: v.Version, UpdatedAt: stamp(v.VersionAt), Normative: v.Normative, Validity: v.Validity.Name(),
		EndedOn: v.EndedOn.String(), Channels: []string{}, Keywords: v.Keywords, Interprets: v.Interprets, Piece: v.Piece.Name(), Files: []string{}, Address: cityAddress(c, r, itemHref(v.Index))}
	by, _, _ := c.publisher(publication.Publication{Index: v.Index, Agency: v.Agency, PublishedAt: v.PublishedAt})
	d.AgencyName = by.zh
	var names []string
	for _, k := range c.path(v.Category) {
		names = append(names, k.Name)
	}
	d.CategoryName = strings.Join(names, "/")
	for _, ch := range publication.Channels {
		if v.Channels.Has(ch.Channel) {
			d.Channels = append(d.Channels, ch.Name)
		}
	}
	for _, f := range filesOf(itemHref(v.Index)+"/file/"+strconv.Itoa(v.Version)+"/", v.Attachments) {
		d.Files = append(d.Files, cityAddress(c, r, f.href))
	}
	return d
}

var dataFile = regexp.MustCompile(`^([12][0-9]{3}|all)\.(csv|jsonl)$`)

const (
	dataBatch = 500
	// dataStreams is how many whole catalogues one node hands out at a time.
	dataStreams = 4
)

// serveCatalogue streams the catalogue of a year, or of all years, oldest
// first. after names the index number of the last record somebody has: the file
// goes on behind it, even if that was withdrawn meanwhile.
func (w *Window) serveCatalogue(busy chan struct{}) page.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		name := dataFile.FindStringSubmatch(r.PathValue("file"))
		if name == nil {
			return page.ErrNotFound
		}
		c, err := w.readCity(ctx)
		if err != nil {
			return err
		}
		year := atoi(name[1])
		var after store.Cursor
		if index := r.URL.Query().Get("after"); index != "" {
			after, err = w.store.PlaceOf(ctx, index)
			if notFound(err) {
				return page.ErrNotFound
			}
			if err != nil {
				return err
			}
		}
		select {
		case busy <- struct{}{}:
			defer func() { <-busy }()
		default:
			rw.Header().Set("Retry-After", "60")
			return page.ErrUnavailable
		}
		rows, err := w.store.Catalogue(ctx, year, after, dataBatch)
		if err != nil {
			return err
		}
		if len(rows) == 0 && after.ID == 0 {
			return page.ErrNotFound // a year of which nothing is public
		}
		h := rw.Header()
		h.Set("Cache-Control", "no-cache")
		h.Set("Content-Disposition", `attachment; filename="catalogue-`+name[0]+`"`)
		h.Set("Link", `<`+cityAddress(c, r, licenceHref)+`>; rel="license", <`+cityAddress(c, r, "/data.jsonld")+`>; rel="describedby"`)
		out, err := newDataWriter(rw, name[2], after.ID == 0)
		if err != nil || r.Method == http.MethodHead {
			return nil // the visitor hung up, or asked for no more
		}
		for {
			for _, row := range rows {
				if !w.visible(publication.Publication{PublishedAt: row.PublishedAt}, publication.Listed) {
					continue
				}
				if out.write(dataRecordOf(c, r, row)) != nil {
					return nil
				}
			}
			if len(rows) < dataBatch {
				_ = out.flush() // a visitor who hangs up is no fault of ours
				return nil
			}
			if rows, err = w.store.Catalogue(ctx, year, rows[len(rows)-1].Cursor(false), dataBatch); err != nil {
				panic(http.ErrAbortHandler) // half a file is out: cut the line, so nobody takes it for whole
			}
		}
	}
}

// dataWriter writes records in one of the two formats.
type dataWriter struct {
	write func(dataRecord) error
	flush func() error
}

// newDataWriter begins a file; one that goes on behind a record has no heading.
func newDataWriter(rw http.ResponseWriter, format string, begin bool) (dataWriter, error) {
	if format == "jsonl" {
		rw.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
		out := bufio.NewWriterSize(rw, 64<<10)
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return dataWriter{func(d dataRecord) error { return enc.Encode(d) }, out.Flush}, nil
	}
	rw.Header().Set("Content-Type", "text/csv; charset=utf-8")
	out, err := sheet.NewWriter(rw, begin)
	if err != nil {
		return dataWriter{}, err
	}
	if begin {
		var heads []string
		for _, f := range dataFields {
			heads = append(heads, f.Label)
		}
		if err := out.Write(heads...); err != nil {
			return dataWriter{}, err
		}
	}
	return dataWriter{func(d dataRecord) error { return out.Write(d.cells()...) }, out.Flush}, nil
}

// dataPage is the page on open data: what can be taken over, how, and what may
// be done with it.
type dataPage struct {
	total figure
	years []figure // newest first
	feeds []figure
	base  string // the city's address; "" if it gave none
}

func (w *Window) showData(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	years, err := w.dataYears(ctx)
	if err != nil {
		return nil, err
	}
	p := dataPage{years: years, base: c.address, total: figure{label: words{zh: "全部"}, href: "/browse"}}
	for _, y := range years {
		p.total.count += y.count
	}
	p.feeds = []figure{{label: words{zh: "全部信息"}, href: feedAll}, {label: words{zh: "规范性文件"}, href: feedNorms}}
	return dataView(p), nil
}

func (w *Window) dataYears(ctx context.Context) ([]figure, error) {
	counts, err := w.store.CountBy(ctx, store.Selection{}, store.ByYear)
	if err != nil {
		return nil, err
	}
	return yearFigures(counts, store.Selection{}, func(year int) string { return filter{year: year}.href() }), nil
}

// drawDataset describes the catalogue as data after DCAT 2.
func (w *Window) drawDataset(r *http.Request, c *city, t *page.Topics) (page.Drawn, error) {
	t.On("publications")
	years, err := w.dataYears(r.Context())
	if err != nil {
		return page.Drawn{}, err
	}
	at := func(path string) string { return cityAddress(c, r, path) }
	publisher := map[string]any{"@type": "foaf:Organization", "foaf:name": c.name.zh + "人民政府"}
	if root, ok := c.root(); ok {
		publisher = map[string]any{"@id": at(agencyHref(root.Code)), "@type": "foaf:Organization", "foaf:name": root.Name}
	}
	var files []any
	for _, y := range slices.Backward(years) {
		for _, format := range []struct{ ending, media string }{{"csv", "text/csv"}, {"jsonl", "application/jsonl"}} {
			path := "/data/" + y.label.zh + "." + format.ending
			files = append(files, map[string]any{"@id": at(path), "@type": "dcat:Distribution", "dct:title": y.label.zh + " 年目录（" + strings.ToUpper(format.ending) + "）",
				"dcat:downloadURL": ldLink{at(path)}, "dcat:mediaType": format.media, "dct:license": ldLink{at(licenceHref)}, "dct:extent": y.count})
		}
	}
	set := map[string]any{
		"@id": at("/data#catalogue"), "@type": "dcat:Dataset",
		"dct:title":       map[string]string{"@value": c.name.zh + "政府信息公开目录", "@language": "zh-CN"},
		"dct:description": map[string]string{"@value": "主动公开的政府信息的目录：索引号、名称、文号、机关、分类、日期和网址。", "@language": "zh-CN"},
		"dct:publisher":   publisher, "dct:license": ldLink{at(licenceHref)}, "dct:language": "zh-CN", "dct:accrualPeriodicity": ldLink{"http://publications.europa.eu/resource/authority/frequency/CONT"},
		"dcat:keyword": []string{"政府信息公开", "目录", "主动公开"}, "dcat:landingPage": ldLink{at("/data")}, "dcat:distribution": files,
	}
	service := map[string]any{"@id": at("/oai"), "@type": "dcat:DataService", "dct:title": "OAI-PMH 2.0", "dcat:endpointURL": ldLink{at("/oai")},
		"dct:conformsTo": ldLink{"http://www.openarchives.org/OAI/openarchivesprotocol.html"}, "dcat:servesDataset": ldLink{at("/data#catalogue")}}
	catalogue := map[string]any{
		"@context": map[string]string{"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/"},
		"@id":      at("/data"), "@type": "dcat:Catalog", "dct:title": map[string]string{"@value": c.name.zh + "政府信息开放数据", "@language": "zh-CN"},
		"dct:publisher": publisher, "dcat:dataset": []any{set}, "dcat:service": []any{service},
	}
	body, err := json.MarshalIndent(catalogue, "", " ")
	return page.Drawn{ContentType: "application/ld+json", Body: body}, err
}

// ldLink is a reference in JSON-LD.
type ldLink struct {
	ID string `json:"@id"`
}
