package org.rehome.contracts.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.RawTextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// The doc comments of source files, read by the compiler's own parser: so the texts of the generated documents
/// stand once, beside the code.
final class SourceDocs {
    private record Comment(String body, Map<String, String> parameters) {}

    private final Map<String, Comment> comments = new HashMap<>();

    /// Reads all sources below a folder.
    static SourceDocs of(Path folder) {
        SourceDocs docs = new SourceDocs();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(folder)) {
            List<Path> java =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(java));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                docs.new Scanner(trees).scan(unit, null);
            }
            return docs;
        } catch (IOException e) {
            throw new UncheckedIOException("sources below " + folder, e);
        }
    }

    /// What the comment of a type says before its tags.
    String of(Class<?> type) {
        return body(name(type)).orElseThrow(() -> missing(name(type)));
    }

    String ofField(Class<?> type, String field) {
        String name = name(type) + "#" + field;
        return body(name).orElseThrow(() -> missing(name));
    }

    String ofMethod(Class<?> type, String method) {
        return ofField(type, method);
    }

    /// What is said about a record's component: by its `@param`, or by the accessor that an interface declares.
    String ofComponent(Class<?> type, String component) {
        Optional<String> said = parameter(type, component).or(() -> accessor(type, component));
        return said.orElseThrow(() -> missing(name(type) + " @param " + component));
    }

    private Optional<String> parameter(Class<?> type, String component) {
        return Optional.ofNullable(comments.get(name(type)))
                .map(comment -> comment.parameters().get(component));
    }

    private Optional<String> accessor(Class<?> type, String component) {
        return Stream.of(type.getInterfaces())
                .flatMap(each -> body(name(each) + "#" + component).or(() -> accessor(each, component)).stream())
                .findFirst();
    }

    private Optional<String> body(String name) {
        return Optional.ofNullable(comments.get(name)).map(Comment::body).filter(body -> !body.isEmpty());
    }

    private static String name(Class<?> type) {
        return String.valueOf(type.getCanonicalName());
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("no doc comment on " + name + ": it is part of the generated documents");
    }

    private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final DocTrees trees;
        private final Deque<String> names = new ArrayDeque<>();

        Scanner(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitCompilationUnit(CompilationUnitTree unit, @Nullable Void none) {
            names.push(String.valueOf(unit.getPackageName()));
            return super.visitCompilationUnit(unit, null);
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
            names.push(names.peek() + "." + type.getSimpleName());
            remember(String.valueOf(names.peek()));
            super.visitClass(type, null);
            names.pop();
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
            remember(names.peek() + "#" + method.getName());
            return null;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree field, @Nullable Void none) {
            remember(names.peek() + "#" + field.getName());
            return null;
        }

        private void remember(String name) {
            DocCommentTree tree = trees.getDocCommentTree(getCurrentPath());
            if (tree == null) {
                return;
            }
            Map<String, String> parameters = new HashMap<>();
            for (DocTree tag : tree.getBlockTags()) {
                if (tag instanceof ParamTree parameter) {
                    parameters.put(parameter.getName().toString(), text(parameter.getDescription()));
                }
            }
            comments.put(name, new Comment(text(tree.getFullBody()), parameters));
        }
    }

    private static String text(List<? extends DocTree> body) {
        return body.stream()
                .map(SourceDocs::text)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String text(DocTree part) {
        return switch (part) {
            case RawTextTree markdown -> markdown.getContent();
            case LinkTree link -> "`" + link.getReference().getSignature() + "`";
            default ->
                throw new IllegalStateException("a doc comment of contracts has a part of kind " + part.getKind());
        };
    }
}
