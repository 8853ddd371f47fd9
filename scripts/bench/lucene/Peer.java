import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import org.apache.lucene.analysis.*;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.tokenattributes.*;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.*;
import org.apache.lucene.util.BytesRef;

/**
 * Lucene beside our index: title and text through CJKAnalyzer, one segment
 * sorted by date, facets by a collector of its own over the columns.
 *
 * build DIR: documents on standard input, one a line, parted by tabs.
 * run DIR ROUNDS SECONDS: queries on standard input, one a line: class, words,
 * filters; the figures on standard output, one a line.
 */
public final class Peer {
    private static final String[] FACETS = {"agency", "category", "year"};
    private static final Analyzer ANALYZER = new CJKAnalyzer(CharArraySet.EMPTY_SET);

    public static void main(String[] args) throws Exception {
        if (args[0].equals("build")) build(Paths.get(args[1]));
        else run(Paths.get(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    }

    private static void build(Path dir) throws Exception {
        long start = System.nanoTime();
        IndexWriterConfig config = new IndexWriterConfig(ANALYZER);
        config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        config.setIndexSort(new Sort(new SortField("date", SortField.Type.LONG, true)));
        config.setRAMBufferSizeMB(256);
        int n = 0;
        try (IndexWriter w = new IndexWriter(FSDirectory.open(dir), config); BufferedReader in = input()) {
            for (String line; (line = in.readLine()) != null; n++) {
                String[] f = line.split("\t", -1);
                Document d = new Document();
                d.add(new NumericDocValuesField("id", Long.parseLong(f[0])));
                d.add(new NumericDocValuesField("date", Long.parseLong(f[1])));
                for (int i = 0; i < FACETS.length; i++) {
                    d.add(new StringField(FACETS[i], f[2 + i], Field.Store.NO));
                    d.add(new SortedDocValuesField(FACETS[i], new BytesRef(f[2 + i])));
                }
                d.add(new TextField("title", f[5], Field.Store.NO));
                d.add(new TextField("text", f[6], Field.Store.NO));
                w.addDocument(d);
            }
            w.forceMerge(1);
            w.commit();
        }
        long bytes = 0;
        try (Directory files = FSDirectory.open(dir)) {
            for (String name : files.listAll()) bytes += files.fileLength(name);
        }
        System.out.println(n + "\t" + (System.nanoTime() - start) + "\t" + bytes);
    }

    private static BufferedReader input() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20);
    }

    private record Asked(String kind, String key, Query query) {}

    private static void run(Path dir, int rounds, int seconds) throws Exception {
        List<String> lines = new ArrayList<>();
        try (BufferedReader in = input()) {
            for (String line; (line = in.readLine()) != null; ) lines.add(line);
        }
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        long start = System.nanoTime();
        try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(dir))) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setQueryCache(null);
            List<Asked> list = new ArrayList<>();
            for (String line : lines) {
                Asked a = parse(line);
                list.add(a);
                if (list.size() == 1) {
                    ask(searcher, a.query, "relevance");
                    out.println("opened\t" + (System.nanoTime() - start));
                }
            }
            for (int warm = 0; warm < 2; warm++) {
                for (Asked a : list) for (String mode : new String[] {"relcap", "facets", "date"}) ask(searcher, a.query, mode);
            }
            for (String mode : new String[] {"relevance", "relcap", "facets", "date"}) {
                for (Asked a : list) {
                    for (int i = 0; i <= rounds; i++) {
                        long begun = System.nanoTime();
                        int total = ask(searcher, a.query, mode);
                        long took = System.nanoTime() - begun;
                        if (i > 0) out.println("took\t" + mode + "\t" + a.kind + "\t" + took);
                        else if (mode.equals("relevance")) out.println("total\t" + a.key + "\t" + total);
                    }
                }
            }
            List<Asked> common = new ArrayList<>();
            for (Asked a : list) if (a.kind.equals("common")) common.add(a);
            if (seconds > 0 && !common.isEmpty()) {
                long end = System.nanoTime() + seconds * 1_000_000_000L, from = System.nanoTime();
                ExecutorService pool = Executors.newFixedThreadPool(8);
                List<Future<List<Long>>> all = new ArrayList<>();
                for (int c = 0; c < 8; c++) {
                    int first = c * common.size() / 8;
                    all.add(pool.submit(() -> {
                        List<Long> took = new ArrayList<>();
                        for (int i = first; System.nanoTime() < end; i++) {
                            long begun = System.nanoTime();
                            ask(searcher, common.get(i % common.size()).query, "facets");
                            took.add(System.nanoTime() - begun);
                        }
                        return took;
                    }));
                }
                for (Future<List<Long>> f : all) for (long t : f.get()) out.println("at once\t" + t);
                out.println("lasted\t" + (System.nanoTime() - from));
                pool.shutdown();
            }
        }
        out.flush();
    }

    /** Each word a phrase in the title or in the text; all words; filters beside. */
    private static Asked parse(String line) throws IOException {
        String[] f = line.split("\t", -1);
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (String word : f[1].split(" +")) {
            all.add(new BooleanQuery.Builder()
                .add(new BoostQuery(phrase("title", word), 2), BooleanClause.Occur.SHOULD)
                .add(phrase("text", word), BooleanClause.Occur.SHOULD).build(), BooleanClause.Occur.MUST);
        }
        Map<String, BooleanQuery.Builder> filters = new TreeMap<>();
        for (String filter : f[2].split("&")) {
            if (filter.isEmpty()) continue;
            String[] pair = filter.split("=", 2);
            filters.computeIfAbsent(pair[0], k -> new BooleanQuery.Builder())
                .add(new TermQuery(new Term(pair[0], pair[1])), BooleanClause.Occur.SHOULD);
        }
        for (BooleanQuery.Builder b : filters.values()) all.add(b.build(), BooleanClause.Occur.FILTER);
        return new Asked(f[0], f[1] + "\t" + f[2], all.build());
    }

    private static Query phrase(String field, String word) throws IOException {
        List<Term> terms = new ArrayList<>();
        try (TokenStream s = ANALYZER.tokenStream(field, word)) {
            CharTermAttribute term = s.addAttribute(CharTermAttribute.class);
            s.reset();
            while (s.incrementToken()) terms.add(new Term(field, term.toString()));
            s.end();
        }
        if (terms.isEmpty()) return new MatchNoDocsQuery();
        if (terms.size() == 1) return new TermQuery(terms.get(0));
        PhraseQuery.Builder b = new PhraseQuery.Builder();
        for (Term t : terms) b.add(t);
        return b.build();
    }

    private static int ask(IndexSearcher searcher, Query query, String mode) throws IOException {
        switch (mode) {
            case "relcap": {
                TopScoreDocCollector top = TopScoreDocCollector.create(20, 1000);
                searcher.search(query, top);
                return (int) top.topDocs().totalHits.value;
            }
            case "date": {
                TopFieldCollector top = TopFieldCollector.create(
                    new Sort(new SortField("date", SortField.Type.LONG, true)), 20, Integer.MAX_VALUE);
                searcher.search(query, top);
                return (int) top.topDocs().totalHits.value;
            }
            case "facets": {
                TopScoreDocCollector top = TopScoreDocCollector.create(20, Integer.MAX_VALUE);
                Counts counts = new Counts();
                searcher.search(query, MultiCollector.wrap(top, counts));
                return (int) top.topDocs().totalHits.value + 0 * counts.n.size();
            }
            default: {
                TopScoreDocCollector top = TopScoreDocCollector.create(20, Integer.MAX_VALUE);
                searcher.search(query, top);
                return (int) top.topDocs().totalHits.value;
            }
        }
    }

    /** Counts the values of the three columns over all matches. */
    private static final class Counts extends SimpleCollector {
        private final SortedDocValues[] columns = new SortedDocValues[FACETS.length];
        final List<int[]> n = new ArrayList<>();
        private int[][] now;

        @Override protected void doSetNextReader(LeafReaderContext context) throws IOException {
            now = new int[FACETS.length][];
            for (int i = 0; i < FACETS.length; i++) {
                columns[i] = DocValues.getSorted(context.reader(), FACETS[i]);
                now[i] = new int[columns[i].getValueCount()];
                n.add(now[i]);
            }
        }

        @Override public void collect(int doc) throws IOException {
            for (int i = 0; i < FACETS.length; i++) if (columns[i].advanceExact(doc)) now[i][columns[i].ordValue()]++;
        }

        @Override public ScoreMode scoreMode() { return ScoreMode.COMPLETE_NO_SCORES; }
    }
}
