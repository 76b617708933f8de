package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.LinkId;

/** Where telemetry goes. */
interface TelemetryOutlet {

    /**
     * Sends an event; does not wait.
     *
     * @param event the signed event, JSON in UTF-8
     */
    void publish(LinkId link, byte[] event, Receipt receipt);

    /** Told once, later, by any thread, what became of an event. */
    interface Receipt {
        void settled(boolean accepted);
    }
}
