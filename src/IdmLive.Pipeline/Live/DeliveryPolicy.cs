namespace IdmLive.Pipeline.Live;

/// <summary>What happens to frames that come faster than they can be worked on.</summary>
public enum DeliveryPolicy
{
    /// <summary>The newest frame is worked on, older ones that wait are dropped: live.</summary>
    LatestFrame,

    /// <summary>The source waits; every frame is worked on and reaches every sink: files.</summary>
    Lossless,
}
