package page

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// Frame is what stands around every page of a window.
type Frame struct {
	City       string // "长春市"; content, printed as it is
	Name       string // "政府信息公开", a key of the catalogue
	Home       string // address of the name in the masthead; "/" unless set
	Navigation []Link // the main navigation
	Search     string // address of the search page; "" shows no box
	Account    string // address of a reader's own pages, "/my"; "" shows no way to sign in
	Footer     []Link
	Contact    Contact
	Phase      string // a sentence above the page, as "演示数据，不是真实信息"; "" for none
	// Live is asked for a sentence that changes while the site serves, such as how far long work has come; it takes
	// the place of Phase unless it answers "". Nil for none.
	Live func(context.Context) string
}

// Contact is the disclosure office a visitor may turn to (Regulation, art. 4). Empty parts are not shown.
type Contact struct {
	Office, Address, Phone, Hours, Email string
}

// Link is one place to go. Text is a key of the catalogue; content without English comes out as it is.
type Link struct {
	Text, Href string
	Count      string // beside it, as Number prints it; "" for none
}

// Page is one page in its frame. Title is the heading's words and the window's title.
type Page struct {
	Title  string
	Crumbs []Link          // from the home page to the parent; the page itself is not among them
	Here   string          // Href of the navigation item this page belongs to
	Query  string          // what stands in the search box
	Form   *Form           // its errors stand above everything, and "错误：" in the title
	Frame  *Frame          // nil: the Site's
	Banner templ.Component // between breadcrumbs and heading, such as a tombstone; nil for none
	Hero   bool            // the page draws its own full-width top: no wrapper around its content
	Robots string          // content of meta robots; "" for none
	Feed   string          // address of an Atom feed of this page; "" for none
	Head   templ.Component // metadata besides, in <head>; nil for none
}

func frameOf(ctx context.Context, p Page) Frame {
	if p.Frame != nil {
		return *p.Frame
	}
	if site := visitOf(ctx).site; site != nil {
		return site.Frame
	}
	return Frame{}
}

func (f Frame) phase(ctx context.Context) string {
	if f.Live != nil {
		if sentence := f.Live(ctx); sentence != "" {
			return sentence
		}
	}
	return T(ctx, f.Phase)
}

func (f Frame) home() string {
	if f.Home == "" {
		return "/"
	}
	return f.Home
}

// siteName is the city's name and the window's: 长春市政府信息公开, Changchun Government Information.
func (f Frame) siteName(ctx context.Context) string {
	name, city := T(ctx, f.Name), T(ctx, f.City)
	if LanguageOf(ctx) == English && city != "" {
		return city + " " + name
	}
	return city + name
}

func (p Page) windowTitle(ctx context.Context, f Frame) string {
	title := T(ctx, p.Title)
	if !p.Form.OK() {
		title = T(ctx, "错误：") + title
	}
	if title == "" {
		return f.siteName(ctx)
	}
	return title + " - " + f.siteName(ctx)
}

// switchTo is the address of a switch that comes back here.
func switchTo(ctx context.Context, path, to string) templ.SafeURL {
	back := Address(ctx)
	if strings.HasPrefix(back, "/language") || strings.HasPrefix(back, "/large") || len(back) > 2000 {
		back = "/"
	}
	return templ.SafeURL(path + "?to=" + to + "&back=" + url.QueryEscape(back))
}

// accountPage is the address of a reader's sign-in or registration that comes back here.
func accountPage(ctx context.Context, f Frame, name string) templ.SafeURL {
	to, back := f.Account+"/"+name, Address(ctx)
	if back == "" || len(back) > 2000 || back == f.Account || strings.HasPrefix(back, f.Account+"/") {
		return templ.SafeURL(to)
	}
	return templ.SafeURL(to + "?back=" + url.QueryEscape(back))
}

func switchesName(ctx context.Context, f Frame) string {
	if f.Account == "" {
		return T(ctx, "语言与字号")
	}
	return T(ctx, "账号、语言与字号")
}

func rootClass(ctx context.Context) string {
	if visitOf(ctx).large {
		return "govuk-template app-large"
	}
	return "govuk-template"
}

func problemHome(f *Frame) string {
	if f == nil {
		return "/"
	}
	return f.home()
}

// footer is the links below: whoever is signed in as staff is led back to the
// desk, not asked to sign in.
func (f Frame) footer(ctx context.Context) []Link {
	v := visitOf(ctx)
	if !v.session || v.site == nil {
		return f.Footer
	}
	list := slices.Clone(f.Footer)
	for i, l := range list {
		if strings.HasPrefix(v.site.SignIn, l.Href+"/") {
			list[i].Text = "返回办公"
		}
	}
	return list
}
