using Qujiang.LegKernel;
using Qujiang.Road;
using Qujiang.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("road");
builder.AddLegKernel(RoadModule.Create());

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
await app.RunAsync();
