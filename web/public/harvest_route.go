package public

import (
	"gongkai/web/page"
)

// openHarvest opens what programs read: feeds, sitemaps, the catalogue as open
// data, and calendars.
func (w *Window) openHarvest(site *page.Site) {
	all := page.Anyone()
	site.Handle("GET "+feedAll, all, w.follows(w.followAll))
	site.Handle("GET "+feedNorms, all, w.follows(w.followNorms))
	site.Handle("GET /agency/{code}"+feedBehind, all, w.follows(w.followAgency))
	site.Handle("GET /category/{code}"+feedBehind, all, w.follows(w.followCategory))
	site.Handle("GET /topic/{code}"+feedBehind, all, w.follows(w.followTopic))
	site.Handle("GET "+feedSearch, all, w.searchFeed())
	site.Handle("GET /ledger/{book}"+feedBehind, all, w.feed(w.drawLedgerFeed))

	site.Handle("GET "+sitemapPath, all, w.harvested(w.drawSitemap))
	site.Handle("GET /sitemap/pages.xml", all, w.harvested(w.drawSitemapPages))
	site.Handle("GET /sitemap/recent.xml", all, w.harvested(w.drawSitemapRecent))
	site.Handle("GET /sitemap/{code}/{part}", all, w.serveSitemapPart)

	site.Handle("GET /data", all, w.cache.Page(w.showData))
	site.Handle("GET /data.jsonld", all, w.harvested(w.drawDataset))
	site.Handle("GET /data/{file}", all, w.serveCatalogue(make(chan struct{}, dataStreams)))
	site.Handle("GET /oai", all, w.serveOAI)
	site.Handle("POST /oai", all, w.serveOAI)

	site.Handle("GET /calendar.ics", all, w.harvested(w.drawCalendar))
	site.Handle("GET /agency/{code}/calendar.ics", all, w.harvested(w.drawCalendar))
}
