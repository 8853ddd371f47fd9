package public

import (
	"bytes"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/paper/richtext"
	"gongkai/store"
	"gongkai/web/page"
)

// The catalogue for harvesters, after the Open Archives Initiative's Protocol
// for Metadata Harvesting 2.0. The datestamp of a record is when it last changed
// here, so a late import is harvested too; withdrawn ones stay as deleted for
// good; sets are agencies.

const (
	oaiSpace    = "http://www.openarchives.org/OAI/2.0/"
	oaiDC       = "oai_dc"
	oaiTime     = "2006-01-02T15:04:05Z"
	oaiRecords  = 100 // of a list with metadata
	oaiHeaders  = 500 // of a list without
	oaiAbstract = 500 // characters
)

type oaiAnswer struct {
	XMLName  xml.Name     `xml:"http://www.openarchives.org/OAI/2.0/ OAI-PMH"`
	XSI      string       `xml:"xmlns:xsi,attr"`
	Schema   string       `xml:"xsi:schemaLocation,attr"`
	Date     string       `xml:"responseDate"`
	Request  oaiRequest   `xml:"request"`
	Error    *oaiError    `xml:"error"`
	Identify *oaiIdentify `xml:"Identify"`
	Formats  *oaiFormats  `xml:"ListMetadataFormats"` // pointers, or they stand there empty
	Sets     *oaiSets     `xml:"ListSets"`
	Headers  *oaiList     `xml:"ListIdentifiers"`
	Records  *oaiList     `xml:"ListRecords"`
	Record   *oaiRecord   `xml:"GetRecord>record"`
}

type oaiRequest struct {
	Attrs []xml.Attr `xml:",any,attr"`
	Base  string     `xml:",chardata"`
}

// oaiError is a refusal as the protocol names them.
type oaiError struct {
	Code string `xml:"code,attr"`
	Text string `xml:",chardata"`
}

func (e *oaiError) Error() string { return e.Code + ": " + e.Text }

type oaiIdentify struct {
	Name        string `xml:"repositoryName"`
	Base        string `xml:"baseURL"`
	Version     string `xml:"protocolVersion"`
	Email       string `xml:"adminEmail"`
	Earliest    string `xml:"earliestDatestamp"`
	Deleted     string `xml:"deletedRecord"`
	Granularity string `xml:"granularity"`
	Compression string `xml:"compression"`
}

type oaiFormat struct {
	Prefix    string `xml:"metadataPrefix"`
	Schema    string `xml:"schema"`
	Namespace string `xml:"metadataNamespace"`
}

type oaiFormats struct {
	List []oaiFormat `xml:"metadataFormat"`
}

type oaiSets struct {
	List []oaiSet `xml:"set"`
}

type oaiSet struct {
	Spec string `xml:"setSpec"`
	Name string `xml:"setName"`
}

type oaiList struct {
	Headers []oaiHeader `xml:"header"`
	Records []oaiRecord `xml:"record"`
	Token   *oaiToken   `xml:"resumptionToken"`
}

type oaiToken struct {
	Cursor int64  `xml:"cursor,attr"`
	Token  string `xml:",chardata"`
}

type oaiHeader struct {
	Status     string `xml:"status,attr,omitempty"`
	Identifier string `xml:"identifier"`
	Datestamp  string `xml:"datestamp"`
	Set        string `xml:"setSpec"`
}

type oaiRecord struct {
	Header   oaiHeader    `xml:"header"`
	Metadata *oaiMetadata `xml:"metadata"`
}

type oaiMetadata struct {
	DC dublinCore `xml:"oai_dc:dc"`
}

type dublinCore struct {
	Space       string   `xml:"xmlns:oai_dc,attr"`
	DC          string   `xml:"xmlns:dc,attr"`
	Schema      string   `xml:"xsi:schemaLocation,attr"`
	Title       string   `xml:"dc:title"`
	Creator     string   `xml:"dc:creator"`
	Subject     []string `xml:"dc:subject"`
	Description string   `xml:"dc:description,omitempty"`
	Publisher   string   `xml:"dc:publisher"`
	Date        string   `xml:"dc:date"`
	Type        string   `xml:"dc:type"`
	Format      []string `xml:"dc:format"`
	Identifier  []string `xml:"dc:identifier"`
	Language    string   `xml:"dc:language"`
	Relation    string   `xml:"dc:relation,omitempty"`
	Coverage    string   `xml:"dc:coverage"`
	Rights      string   `xml:"dc:rights"`
}

// oaiArguments are those each verb takes; those that must be there first.
var oaiArguments = map[string]struct{ required, optional []string }{
	"Identify":            {},
	"ListMetadataFormats": {optional: []string{"identifier"}},
	"ListSets":            {optional: []string{"resumptionToken"}},
	"ListIdentifiers":     {required: []string{"metadataPrefix"}, optional: []string{"from", "until", "set", "resumptionToken"}},
	"ListRecords":         {required: []string{"metadataPrefix"}, optional: []string{"from", "until", "set", "resumptionToken"}},
	"GetRecord":           {required: []string{"identifier", "metadataPrefix"}},
}

// serveOAI answers a harvester. Its refusals are answers like others, status 200.
func (w *Window) serveOAI(rw http.ResponseWriter, r *http.Request) error {
	c, err := w.readCity(r.Context())
	if err != nil {
		return err
	}
	q := r.URL.Query()
	if r.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			return page.ErrBadRequest
		}
		q = r.PostForm
	}
	a := oaiAnswer{XSI: "http://www.w3.org/2001/XMLSchema-instance", Schema: oaiSpace + " http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
		Date: w.office.Now().UTC().Format(oaiTime), Request: oaiRequest{Base: cityAddress(c, r, "/oai")}}
	err = w.harvest(r, c, q, &a)
	var refused *oaiError
	switch {
	case errors.As(err, &refused):
		a.Error = refused
	case err != nil:
		return err
	}
	if a.Error == nil || a.Error.Code != "badVerb" && a.Error.Code != "badArgument" {
		for name := range q {
			a.Request.Attrs = append(a.Request.Attrs, xml.Attr{Name: xml.Name{Local: name}, Value: q.Get(name)})
		}
		slices.SortFunc(a.Request.Attrs, func(a, b xml.Attr) int { return strings.Compare(a.Name.Local, b.Name.Local) })
	}
	var body bytes.Buffer
	body.WriteString(xml.Header)
	if err := xml.NewEncoder(&body).Encode(a); err != nil {
		return err
	}
	return sendText(rw, "text/xml; charset=utf-8", "no-cache", body.String())
}

func (w *Window) harvest(r *http.Request, c *city, q url.Values, a *oaiAnswer) error {
	verb := q.Get("verb")
	takes, ok := oaiArguments[verb]
	if !ok || len(q["verb"]) != 1 {
		return &oaiError{"badVerb", "the verb is missing, repeated or none of the protocol's"}
	}
	for name, values := range q {
		if name == "verb" {
			continue
		}
		if !slices.Contains(takes.required, name) && !slices.Contains(takes.optional, name) {
			return &oaiError{"badArgument", verb + " takes no " + strconv.Quote(name)}
		}
		if len(values) != 1 {
			return &oaiError{"badArgument", name + " is repeated"}
		}
	}
	resumed := q.Has("resumptionToken")
	if resumed && len(q) > 2 {
		return &oaiError{"badArgument", "resumptionToken stands alone"}
	}
	for _, name := range takes.required {
		if !resumed && q.Get(name) == "" {
			return &oaiError{"badArgument", name + " is missing"}
		}
	}
	if prefix := q.Get("metadataPrefix"); prefix != "" && prefix != oaiDC {
		return &oaiError{"cannotDisseminateFormat", "there is only " + oaiDC}
	}
	switch verb {
	case "Identify":
		return w.identify(r, c, a)
	case "ListMetadataFormats":
		if q.Has("identifier") {
			if _, err := w.harvestOne(r, c, q.Get("identifier")); err != nil {
				return err
			}
		}
		a.Formats = &oaiFormats{[]oaiFormat{{oaiDC, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/"}}}
	case "ListSets":
		if resumed {
			return &oaiError{"badResumptionToken", "the list of sets is given whole"}
		}
		a.Sets = &oaiSets{}
		for _, g := range c.agencies {
			a.Sets.List = append(a.Sets.List, oaiSet{string(g.Code), g.Name})
		}
	case "GetRecord":
		h, err := w.harvestOne(r, c, q.Get("identifier"))
		if err != nil {
			return err
		}
		record := w.oaiRecordOf(r, c, h)
		a.Record = &record
	case "ListIdentifiers":
		list, err := w.harvestList(r, c, q, oaiHeaders, func(l *oaiList, h store.Harvested) {
			l.Headers = append(l.Headers, oaiHeaderOf(r, c, h))
		})
		a.Headers = list
		return err
	case "ListRecords":
		list, err := w.harvestList(r, c, q, oaiRecords, func(l *oaiList, h store.Harvested) {
			l.Records = append(l.Records, w.oaiRecordOf(r, c, h))
		})
		a.Records = list
		return err
	}
	return nil
}

func (w *Window) identify(r *http.Request, c *city, a *oaiAnswer) error {
	first, err := w.store.FirstChange(r.Context())
	if err != nil {
		return err
	}
	if first.IsZero() {
		first = w.office.Now()
	}
	email := c.office.Email
	if email == "" {
		email = "postmaster@" + oaiHost(c, r) // which every domain has (RFC 2142)
	}
	a.Identify = &oaiIdentify{Name: c.name.zh + "政府信息公开目录", Base: a.Request.Base, Version: "2.0", Email: email,
		Earliest: first.UTC().Format(oaiTime), Deleted: "persistent", Granularity: "YYYY-MM-DDThh:mm:ssZ", Compression: "gzip"}
	return nil
}

// oaiHost is the name in identifiers: the city's own, or the one asked for.
func oaiHost(c *city, r *http.Request) string {
	u, err := url.Parse(cityAddress(c, r, "/"))
	if err != nil || u.Hostname() == "" {
		return "localhost"
	}
	return u.Hostname()
}

func oaiIdentifier(c *city, r *http.Request, index string) string {
	return "oai:" + oaiHost(c, r) + ":" + index
}

func (w *Window) harvestOne(r *http.Request, c *city, identifier string) (store.Harvested, error) {
	ctx := r.Context()
	unknown := &oaiError{"idDoesNotExist", "no record has this identifier"}
	index, ok := strings.CutPrefix(identifier, oaiIdentifier(c, r, ""))
	if !ok {
		return store.Harvested{}, unknown
	}
	place, err := w.store.PlaceOf(ctx, index)
	if notFound(err) {
		return store.Harvested{}, unknown
	}
	if err != nil {
		return store.Harvested{}, err
	}
	list, err := w.store.Harvest(ctx, []int64{place.ID})
	if err != nil {
		return store.Harvested{}, err
	}
	if len(list) == 0 || !w.harvestable(list[0]) {
		return store.Harvested{}, unknown
	}
	return list[0], nil
}

func (w *Window) harvestable(h store.Harvested) bool {
	return w.visible(h.Publication, publication.Full) || w.visible(h.Publication, publication.Tombstone)
}

// oaiSpan is what a list is of, and how far it has come: the arguments, or the
// token that carries them.
type oaiSpan struct {
	set         string
	from, until time.Time // until is excluded; zero for open
	after       store.Cursor
	given       int64
}

func (s oaiSpan) token() string {
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(oaiTime)
	}
	return strings.Join([]string{s.set, moment(s.from), moment(s.until), s.after.String(), strconv.FormatInt(s.given, 10)}, "/")
}

func parseSpan(token string) (oaiSpan, bool) {
	parts := strings.Split(token, "/")
	if len(parts) != 5 {
		return oaiSpan{}, false
	}
	s := oaiSpan{set: parts[0], after: store.ParseCursor(parts[3])}
	var err error
	if s.given, err = strconv.ParseInt(parts[4], 10, 64); err != nil || s.given <= 0 || s.after.ID == 0 {
		return oaiSpan{}, false
	}
	for i, to := range []*time.Time{&s.from, &s.until} {
		if parts[1+i] == "" {
			continue
		}
		if *to, err = time.Parse(oaiTime, parts[1+i]); err != nil {
			return oaiSpan{}, false
		}
	}
	return s, true
}

// readSpan reads from, until and set.
func readSpan(q url.Values) (oaiSpan, error) {
	s := oaiSpan{set: q.Get("set")}
	form := ""
	for _, name := range []string{"from", "until"} {
		text := q.Get(name)
		if text == "" {
			if q.Has(name) {
				return s, &oaiError{"badArgument", name + " is empty"}
			}
			continue
		}
		layout, step := oaiTime, time.Second
		if len(text) == len(time.DateOnly) {
			layout, step = time.DateOnly, 24*time.Hour
		}
		at, err := time.Parse(layout, text)
		if err != nil || form != "" && form != layout {
			return s, &oaiError{"badArgument", "from and until are YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, both the same"}
		}
		form = layout
		if name == "from" {
			s.from = at
		} else {
			s.until = at.Add(step)
		}
	}
	if !s.until.IsZero() && !s.from.Before(s.until) {
		return s, &oaiError{"badArgument", "from is later than until"}
	}
	return s, nil
}

func (w *Window) harvestList(r *http.Request, c *city, q url.Values, size int, add func(*oaiList, store.Harvested)) (*oaiList, error) {
	var s oaiSpan
	if q.Has("resumptionToken") {
		var ok bool
		if s, ok = parseSpan(q.Get("resumptionToken")); !ok {
			return nil, &oaiError{"badResumptionToken", "the token is none of ours"}
		}
	} else {
		var err error
		if s, err = readSpan(q); err != nil {
			return nil, err
		}
	}
	if s.set != "" {
		if _, ok := c.byCode[agency.Code(s.set)]; !ok {
			return nil, &oaiError{"noRecordsMatch", "there is no such set"}
		}
	}
	found, err := w.store.Changes(r.Context(), agency.Code(s.set), s.from, s.until, s.after, size+1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 && s.given == 0 {
		return nil, &oaiError{"noRecordsMatch", "nothing changed then"}
	}
	list := &oaiList{}
	if s.given > 0 {
		list.Token = &oaiToken{Cursor: s.given} // empty at the end of a list given in parts
	}
	if len(found) > size {
		found = found[:size]
		next := s
		next.after, next.given = found[size-1].Changed(), s.given+int64(size)
		list.Token = &oaiToken{Cursor: s.given, Token: next.token()}
	}
	for _, h := range found {
		if w.harvestable(h) {
			add(list, h)
		}
	}
	return list, nil
}

func oaiHeaderOf(r *http.Request, c *city, h store.Harvested) oaiHeader {
	header := oaiHeader{Identifier: oaiIdentifier(c, r, h.Index), Datestamp: h.ChangedAt.UTC().Format(oaiTime), Set: string(h.Agency)}
	if h.Gone() {
		header.Status = "deleted"
	}
	return header
}

func (w *Window) oaiRecordOf(r *http.Request, c *city, h store.Harvested) oaiRecord {
	record := oaiRecord{Header: oaiHeaderOf(r, c, h)}
	if h.Gone() {
		return record
	}
	by, _, _ := c.publisher(h.Publication)
	d := dublinCore{
		Space: "http://www.openarchives.org/OAI/2.0/oai_dc/", DC: "http://purl.org/dc/elements/1.1/",
		Schema: "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
		Title:  h.Content.Title, Creator: by.zh, Publisher: by.zh, Description: cut(richtext.Plain(h.Content.Body), oaiAbstract),
		Date: h.PublishedOn().String(), Type: "Text", Format: []string{htmlType}, Language: "zh-CN", Coverage: c.name.zh,
		Relation: h.Content.Interprets, Rights: licenceLine,
		Identifier: []string{cityAddress(c, r, itemHref(h.Index)), h.Index},
	}
	if h.Content.Number != "" {
		d.Identifier = append(d.Identifier, h.Content.Number)
	}
	for _, k := range c.path(h.Content.Category) {
		d.Subject = append(d.Subject, k.Name)
	}
	d.Subject = append(d.Subject, keywords(h.Content.Keywords)...)
	for _, f := range h.Content.Attachments {
		if kind, _, _ := strings.Cut(f.Type, ";"); kind != "" && !slices.Contains(d.Format, kind) {
			d.Format = append(d.Format, kind)
		}
	}
	record.Metadata = &oaiMetadata{d}
	return record
}

// keywords is the subject words of an item, each once.
func keywords(text string) []string {
	var list []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;，；、 　\t\n", r) }) {
		if !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return list
}
