package org.rehome.gateway.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.rehome.contracts.address.Domain;
import org.rehome.gateway.partner.PartnerFile;
import org.rehome.gateway.partner.PartnerImport;
import org.rehome.gateway.partner.PartnerImport.Outcome;
import org.rehome.rest.CsvBody;
import org.rehome.rest.Problem;

/// The import of partners from CSV.
@Path("/partners/import")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "partners")
public class PartnerImportResource {
    static final String CSV = "text/csv";

    /// Ten thousand partners with a kilobyte each.
    private static final long MAX_BYTES = 10L << 20;

    private static final String EXAMPLE = "domain,description,partnerType,additionalDomains\n"
            + "partner1.test,Fabrikam,Federated,conference.partner1.test\npartner2.test,,,\n";

    private final PartnerSteps steps;

    PartnerImportResource(PartnerSteps steps) {
        this.steps = steps;
    }

    /// What an import has done, or would do.
    @Schema(name = "ImportedPartners")
    public record ImportedAnswer(
            @Schema(examples = "2") long created,
            @Schema(examples = "0") long changed,

            @Schema(description = "Partners that were as the file says already", examples = "0")
            long unchanged,

            @Schema(description = "Each partner, in the order of the file")
            List<Line> partners) {

        /// What becomes of a line.
        @Schema(name = "ImportedPartner")
        public record Line(
                @Schema(description = "From 1, the header's", examples = "2")
                int line,

                @Schema(examples = "partner1.test") Domain domain,

                @Schema(
                        examples = "created",
                        enumeration = {"created", "changed", "unchanged"})
                String outcome) {}

        static ImportedAnswer of(PartnerImport imported) {
            return new ImportedAnswer(
                    count(imported, Outcome.CREATED),
                    count(imported, Outcome.CHANGED),
                    count(imported, Outcome.UNCHANGED),
                    imported.entries().stream()
                            .map(each -> new Line(
                                    each.line(),
                                    each.settings().domain(),
                                    each.outcome().name().toLowerCase(Locale.ROOT)))
                            .toList());
        }

        private static long count(PartnerImport imported, Outcome outcome) {
            return imported.entries().stream()
                    .filter(each -> each.outcome() == outcome)
                    .count();
        }
    }

    @POST
    @Consumes(CSV)
    @Operation(
            summary = "Configure partners from CSV, all of them or none",
            description = "The header has the column domain and any of the other settings' names; UTF-8, quoting by RFC"
                    + " 4180; additional domains have spaces between them. A partner that is not known is created in"
                    + " the state legacy, of another one the settings change in whatever state it is. An empty field is"
                    + " the default; a setting without a column stays as it is. A 400 lists every bad line (the first"
                    + " 1000). Importing the same file again changes nothing.")
    public ImportedAnswer importPartners(
            @Parameter(description = "true: nothing is changed, the answer says what would be")
                    @QueryParam("dryRun")
                    @DefaultValue("false")
                    String dryRun,
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = CSV,
                                            schema = @Schema(type = SchemaType.STRING),
                                            examples = @ExampleObject(name = "two partners", value = EXAMPLE)))
                    InputStream body) {
        // mistyped, it must not be taken for false
        if (!dryRun.equals("true") && !dryRun.equals("false")) {
            throw Problem.badRequest("dryRun", "\"" + dryRun + "\" is neither true nor false");
        }
        PartnerFile file = CsvBody.read(body, MAX_BYTES, PartnerFile::read);
        return ImportedAnswer.of(steps.configureAll(file, dryRun.equals("true")));
    }
}
