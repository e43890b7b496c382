package org.rehome.directory.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.rehome.directory.DirectoryConfig;
import org.rehome.directory.store.UserImport;
import org.rehome.directory.user.Flaws;
import org.rehome.directory.user.UserFile;
import org.rehome.rest.Problem;

/// The import of users from CSV.
@Path("/users/import")
@Tag(name = "users")
@RunOnVirtualThread
public final class UserImportResource {
    private static final String EXAMPLE = "jid,pool\nalice@example.test,legacy\nbob@example.test,legacy\n";

    private final UserImport imports;
    private final long limit;

    UserImportResource(UserImport imports, DirectoryConfig config) {
        this.imports = imports;
        this.limit = config.directory().importLimit();
    }

    /// What an import has done.
    @Schema(name = "Imported")
    public record View(
            @Schema(description = "users created, or whose policy has changed", examples = "2")
            int imported,

            @Schema(description = "users who were as the file says already", examples = "0")
            int unchanged) {}

    @POST
    @Consumes("text/csv")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Import users from CSV, all of them or none",
            description =
                    "Header jid,pool or jid,pool,policy; UTF-8, quoting by RFC 4180. A 400 lists every bad line (the"
                            + " first 1000). Importing the same file again changes nothing; without the column policy, policies"
                            + " stay as they are.")
    public View importUsers(
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = "text/csv",
                                            schema = @Schema(type = SchemaType.STRING),
                                            examples = @ExampleObject(name = "two users", value = EXAMPLE)))
                    InputStream body) {
        return switch (imports.run(read(body))) {
            case UserImport.Result.Imported(var imported, var unchanged) -> new View(imported, unchanged);
            case UserImport.Result.Refused(var flaws) -> throw refusal(flaws);
        };
    }

    private UserFile read(InputStream body) {
        BoundedBody bounded = new BoundedBody(body, limit);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(bounded, UTF_8))) {
            return UserFile.read(reader);
        } catch (IOException e) {
            throw Problem.badRequest(
                    "body",
                    bounded.isExceeded()
                            ? "is larger than " + limit + " bytes: split the file"
                            : "could not be read to its end: " + e.getMessage());
        }
    }

    private static Problem refusal(Flaws flaws) {
        int listed = flaws.listed().size();
        String more = flaws.total() > listed ? ", the first " + listed + " are listed" : "";
        List<Problem.FieldError> errors = flaws.listed().stream()
                .map(flaw -> new Problem.FieldError(flaw.line(), flaw.field(), flaw.reason()))
                .toList();
        return Problem.invalid(
                flaws.total() + (flaws.total() == 1 ? " error" : " errors") + " in the file" + more
                        + "; nothing was imported",
                errors);
    }
}
