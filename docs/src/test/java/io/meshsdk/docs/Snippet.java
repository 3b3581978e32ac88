package io.meshsdk.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block of a page.
 *
 * @param place file and line
 * @param given what the page's reader is taken to have: the comment {@code <!-- given: … -->} before the block, which is not
 *     shown; parameters for statements, and types after a bar; declarations for types
 */
record Snippet(String place, String language, Optional<String> given, String text) {
    private static final Pattern FENCE = Pattern.compile("^(\\s*)```(\\w*)\\s*$");
    private static final Pattern GIVEN = Pattern.compile("<!-- given: (.*) -->\\s*");

    /** Of the pages for readers: README and {@code docs}, but for the decisions, which tell of their time. */
    static List<Snippet> all(Path root) throws IOException {
        List<Path> pages = new ArrayList<>();
        pages.add(root.resolve("README.md"));
        try (Stream<Path> files = Files.list(root.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<Snippet> snippets = new ArrayList<>();
        for (Path page : pages) {
            snippets.addAll(of(root.relativize(page).toString(), Files.readAllLines(page)));
        }
        return snippets;
    }

    static List<Snippet> of(String page, List<String> lines) {
        List<Snippet> snippets = new ArrayList<>();
        Optional<String> given = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            Matcher comment = GIVEN.matcher(lines.get(i));
            if (comment.matches()) {
                given = Optional.of(comment.group(1));
                continue;
            }
            Matcher fence = FENCE.matcher(lines.get(i));
            if (fence.matches()) {
                int begin = i + 1;
                int end = begin;
                while (end < lines.size() && !lines.get(end).strip().equals("```")) {
                    end++;
                }
                snippets.add(new Snippet(
                        page + ":" + begin,
                        fence.group(2),
                        given,
                        String.join("\n", lines.subList(begin, end)) + "\n"));
                i = end;
            }
            given = Optional.empty();
        }
        return snippets;
    }
}
