package org.rehome.gateway.route;

import org.rehome.gateway.capture.OpenCaptures;
import org.rehome.gateway.capture.Slots;
import org.rehome.gateway.home.Homes;
import org.rehome.gateway.home.LocalDomains;
import org.rehome.gateway.home.PolicyGate;
import org.rehome.gateway.home.Pools;
import org.rehome.gateway.partner.Certificates;
import org.rehome.gateway.partner.Confirmations;
import org.rehome.gateway.partner.ContactBook;
import org.rehome.gateway.partner.EdgeReports;
import org.rehome.gateway.partner.PairWays;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.partner.ProbeReports;
import org.rehome.gateway.partner.RepairOrders;
import org.rehome.gateway.partner.SplicedDomains;
import org.rehome.gateway.partner.Stragglers;
import org.rehome.gateway.partner.SwitchReports;

/// Everything that the gateway knows from the topics of all services.
public record Knowledge(
        Homes homes,
        LocalDomains domains,
        Pools pools,
        PolicyGate policies,
        Partners partners,
        ContactBook contacts,
        Confirmations confirmations,
        PairWays ways,
        EdgeReports edges,
        SwitchReports reports,
        RepairOrders repairs,
        ProbeReports probes,
        SplicedDomains spliced,
        Stragglers stragglers,
        Certificates certificates,
        Slots slots,
        OpenCaptures openCaptures) {

    public static Knowledge empty() {
        return new Knowledge(
                new Homes(),
                new LocalDomains(),
                new Pools(),
                new PolicyGate(),
                new Partners(),
                new ContactBook(),
                new Confirmations(),
                new PairWays(),
                new EdgeReports(),
                new SwitchReports(),
                new RepairOrders(),
                new ProbeReports(),
                new SplicedDomains(),
                new Stragglers(),
                new Certificates(),
                new Slots(),
                new OpenCaptures());
    }
}
